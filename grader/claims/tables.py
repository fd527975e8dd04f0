"""Which accuracies do tables in an output state, under the headers of their columns? Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.claims.labels import Label, Labels
from grader.claims.languages import MAX_LINE, in_english
from grader.claims.stated import Stated
from grader.claims.vocabulary import Of, kinds_in, measures_in

_PLAUSIBLE = 0.8
"""Below, a column that is only called "test" may hold anything."""
_MAX_COLUMNS = 40
_NUMBER = re.compile(r"\d{0,3}\.\d{1,20}\s?%?|\d{1,3}\s?%")
_STATISTICS = frozenset(("count", "mean", "std", "min", "25%", "50%", "75%", "max"))
"""Rows of pandas' `describe`."""


@dataclass(frozen=True)
class InTable:
    """An accuracy in a row of a table."""

    stated: Stated
    at: int
    """Its line's place in the output, from 0."""


@dataclass(frozen=True)
class _Header:
    columns: tuple[str, ...]
    accuracies: tuple[tuple[int, Of, bool], ...]
    """Column, its images, and whether it is called an accuracy."""


def tables_in(lines: Sequence[str]) -> Iterator[InTable]:
    """Read what stands under headers such as "epoch  loss  val  test", row by row."""
    header: _Header | None = None
    for at, line in enumerate(lines):
        if not line.strip("-|:+= \t\u2500\u253c"):
            continue  # a rule below a header
        cells = _cells(line)
        if cells is None:
            # Below pandas' header may stand the name of the index.
            header = header if len(line.split()) == 1 else None
        elif found := _header(cells):
            header = found
        elif header is not None and any(_NUMBER.fullmatch(cell) for cell in cells):
            yield from _row(header, cells, at)
        elif len(cells) > 1 and not any(any(c.isdigit() for c in cell) for cell in cells):
            header = None


def _cells(line: str) -> list[str] | None:
    """Split a line at bars, tabs or spaces; `None` for what is no row."""
    if len(line) > MAX_LINE or not line.strip():
        return None
    text = in_english(line).strip()
    for bar in ("|", "\u2502"):
        if text.count(bar) > 1:
            cells = [each.strip() for each in text.strip(bar).split(bar)]
            return cells if 1 < len(cells) <= _MAX_COLUMNS else None
    # "val acc" is one column where columns are set apart by more than one space.
    wide = re.split(r"\s{2,20}|\t", text)
    cells = (
        wide if len(wide) > 2 and not any(_NUMBER.search(each) for each in wide) else text.split()
    )
    return cells if 1 < len(cells) <= _MAX_COLUMNS else None


def _header(cells: Sequence[str]) -> _Header | None:
    if any(any(sign.isdigit() or sign in "=:%," for sign in cell) for cell in cells):
        return None
    if cells[0].lower() in ("class", "digit", "label"):
        return None
    if any(len(cell.split()) > 3 for cell in cells):
        return None
    found: list[tuple[int, Of, bool]] = []
    for column, cell in enumerate(cells):
        measures, kinds = measures_in(cell), kinds_in(cell)
        if "accuracy" in measures and not {"other", "error"} & set(measures):
            found.append((column, kinds[-1] if kinds else "unknown", True))
        elif kinds and not measures:
            found.append((column, kinds[-1], False))
    known = sum(bool(measures_in(cell) or kinds_in(cell)) for cell in cells)
    # A sentence has other words.
    return _Header(tuple(cells), tuple(found)) if found and known * 2 >= len(cells) else None


def _row(header: _Header, cells: Sequence[str], at: int) -> Iterator[InTable]:
    extra = len(cells) - len(header.columns)
    if extra not in (0, 1) or cells[0].lower() in _STATISTICS:
        return
    own = cells[extra:]
    epoch, p, about = None, None, None
    for name, cell in zip(header.columns, own, strict=True):
        measures = measures_in(name)
        if "epoch" in measures and cell.isdigit() and len(cell) < 6:
            epoch = int(cell)
        elif measures == ["dropout"] and _NUMBER.fullmatch(cell):
            p = float(cell.rstrip("% "))
    for cell in (cells[0], *own[:1]):
        about = about or (Label(cell.lower()) if re.fullmatch("[A-Ha-h]", cell) else None)
        about = about or Labels(cell).only
    for column, of, named in header.accuracies:
        value = _accuracy(own[column])
        if value is not None and (named or value >= _PLAUSIBLE):
            yield InTable(
                Stated(value, of, p, epoch=epoch, about=about, decimals=_decimals(own[column])), at
            )


def _accuracy(cell: str) -> float | None:
    if not _NUMBER.fullmatch(cell):
        return None
    value = float(cell.rstrip("% "))
    value = value / 100 if value > 1 or cell.endswith("%") else value
    return value if 0 <= value <= 1 else None


def _decimals(cell: str) -> int:
    written = cell.rstrip("% ")
    return len(written.partition(".")[2]) + (2 if cell.endswith("%") or float(written) > 1 else 0)
