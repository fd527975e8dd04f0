"""Which numbers of an output are accuracies, where no word says so? By how they go on; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from grader.claims.labels import Labels
from grader.claims.stated import Stated
from grader.claims.vocabulary import measures_in

_FROM = 3
"""Lines that make a series."""
_LEARNED = 0.8
"""What an accuracy comes to in the end."""
_LINE = 200
"""Characters; a longer line is no epoch's."""
_PIECE = re.compile(r"(?<![\w.])\d{1,6}(?:\.\d{1,20})?(?:e-\d{1,3})?(?![\w%.]\w?)|[A-Za-z]+")
_BARE = re.compile(r"\s*(?:(?:tensor|np\.float\d\d)\()?(0\.\d{3,20}|[89]\d\.\d{1,12})\)?\s?%?\s*")


@dataclass(frozen=True)
class Counted:
    """An accuracy of one epoch."""

    stated: Stated
    epoch: int
    at: int
    """Its line's place in the output, from 0."""


@dataclass(frozen=True)
class _Row:
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    named: tuple[str, ...]
    """The word right before each number, or ""."""
    at: int
    line: str


def series_in(lines: Sequence[str]) -> Iterator[Counted]:
    """Read "0 0.0867 0.9857", "1 0.0724 0.9880" ...: epochs in turn, and one column that rises.

    Args:
        lines: of an output. Those of one series follow each other and differ in numbers alone.
    """
    rows: list[_Row] = []
    for at, line in enumerate(lines):
        row = _row(line, at)
        if row is None:
            continue
        if rows and not _goes_on(rows[-1], row):
            yield from _read(rows)
            rows = []
        rows.append(row)
    yield from _read(rows)


def bare_accuracy(line: str) -> float | None:
    """Read a line that is nothing but what an accuracy may come to: "97.77", "tensor(0.9816)"."""
    found = _BARE.fullmatch(line[:_LINE])
    if found is None:
        return None
    value = float(found[1]) / (1 if found[1].startswith("0") else 100)
    return value if value >= _LEARNED else None


def _row(line: str, at: int) -> _Row | None:
    if len(line) > _LINE:
        return None
    words, numbers, named, last = [], [], [], ""
    for piece in _PIECE.findall(line):
        if piece[0].isdigit():
            numbers.append(piece)
            named.append(last)
            last = ""
        else:
            words.append(piece)
            last = piece
    if len(numbers) < 2:
        return None
    return _Row(tuple(words), tuple(numbers), tuple(named), at, line)


def _goes_on(above: _Row, row: _Row) -> bool:
    same = above.words == row.words and len(above.numbers) == len(row.numbers)
    return same and _epoch(row) == (_epoch(above) or 0) + 1 and _epoch(above) is not None


def _epoch(row: _Row) -> int | None:
    return int(row.numbers[0]) if row.numbers[0].isdigit() and len(row.numbers[0]) < 5 else None


def _read(rows: Sequence[_Row]) -> Iterator[Counted]:
    if len(rows) < _FROM:
        return
    found = [
        values
        for column in range(1, len(rows[0].numbers))
        if not _is_other(rows[0].named[column])
        and (values := [float(row.numbers[column]) for row in rows])
        and _rises(values, [row.numbers[column] for row in rows])
    ]
    if len(found) == 2 and list(accumulate(found[0], max)) == found[1]:
        found.pop()  # the best so far
    if len(found) != 1:
        return
    about = Labels(rows[0].line).only
    for row, accuracy in zip(rows, found[0], strict=True):
        yield Counted(Stated(accuracy, "unknown", about=about), _epoch(row) or 0, row.at)


def _is_other(word: str) -> bool:
    return any(each in ("other", "error", "dropout") for each in measures_in(word))


def _rises(values: Sequence[float], written: Sequence[str]) -> bool:
    """Whether a column is no loss, no rate and no time."""
    if not all("." in each and 0 < value <= 1 for each, value in zip(written, values, strict=True)):
        return False
    # Down now and then, but a loss goes down all the time.
    ups = sum(b > a for a, b in pairwise(values))
    return values[-1] >= _LEARNED and values[-1] > values[0] and ups * 2 >= len(values) - 1
