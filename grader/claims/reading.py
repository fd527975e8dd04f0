"""Which accuracies does a student's file claim beside its variables? Outputs, comments, prints."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from grader.claims.labels import Label
from grader.claims.outputs import MAX_CLAIMS, read_output
from grader.claims.stated import Stated
from grader.claims.tables import tables_in
from grader.claims.texts import texts_in
from grader.claims.vocabulary import Of
from grader.claims.words import read_line
from grader.places import say_line
from grader.python_text import decoded
from grader.submissions import Cell, SourceFile

_COMMENT_LINES = 20
"""Of one paragraph that are looked at."""
_MEASURED = 4
"""Decimals."""
MAX_TEXTS = 10_000
"""Comments and prints of a file; the last ones count."""
MAX_FILE_CLAIMS = 20_000
"""The last ones count."""


@dataclass(frozen=True)
class ReadClaim:
    """An accuracy that a file states somewhere else than in a variable."""

    accuracy: float
    """A fraction, 0 to 1."""
    of: Of
    line: int
    """Of the comment or the print; of an output, the first line of its cell."""
    where: str
    """For people: "the output of cell 7", "the comment in line 40"."""
    in_output: bool
    end_line: int
    """First line behind what it is about: `line` + 1, or the first line of the next cell."""
    p: float | None = None
    """Dropout's, where the line, or a line above it in the same output, names it."""
    epoch: int | None = None
    """Likewise."""
    best: bool = False
    """Whether it is called the best so far."""
    about: Label | None = None
    """The problem that the line names, or a line above it in the same output."""
    heads: int | None = None
    """The line of code that a comment stands right above, with an empty line above the comment."""


@lru_cache(maxsize=4)
def read_claims(file: SourceFile) -> tuple[ReadClaim, ...]:
    """List what a file claims, in the order of its lines; an output stands where its cell begins.

    Asked for every problem of a file, and read once.

    Args:
        file: as read; nothing is run, and whatever it holds, nothing raises.
    """
    text = decoded(file.source)
    lines = text.split("\n")
    found = deque(_in_code(text, lines, file.cells), maxlen=MAX_FILE_CLAIMS)
    cells = {cell.number: (cell, _end(cell, file.cells, len(lines))) for cell in file.cells}
    above: Stated | None = None
    for output in file.outputs:
        if output.cell in cells:
            cell, end = cells[output.cell]
            stated = read_output(output.text, lines[cell.first_line - 1 : end - 1])
            stated = _going_on(above, stated)
            above = stated[-1] if stated else above
            where = f"the output of cell {cell.number}"
            found += [_claim(each, cell.first_line, end, where, is_output=True) for each in stated]
    for prose in file.prose:
        if prose.cell in cells:
            cell, end = cells[prose.cell]
            where = f"the text below cell {cell.number}"
            found += [_claim(e, cell.first_line, end, where) for e in _in_prose(prose.text)]
    # Stable: of one cell, in the order of its output.
    return tuple(sorted(found, key=lambda claim: claim.line))


def _going_on(above: Stated | None, stated: Sequence[Stated]) -> Sequence[Stated]:
    """Give epochs that go on with those of an output above the images that are named there."""
    if above is None or above.epoch is None or not stated or stated[0].epoch != above.epoch + 1:
        return stated
    return [replace(each, of=above.of) if each.of == "unknown" else each for each in stated]


def _end(cell: Cell, cells: Sequence[Cell], line_count: int) -> int:
    below = cells[cell.number : cell.number + 1]
    return below[0].first_line if below else max(line_count, cell.first_line) + 1


def _claim(
    stated: Stated, line: int, end: int, where: str, *, is_output: bool = False
) -> ReadClaim:
    return ReadClaim(
        accuracy=stated.accuracy,
        of=stated.of,
        line=line,
        where=where,
        in_output=is_output,
        end_line=end,
        p=stated.p,
        epoch=stated.epoch,
        best=stated.best,
        about=stated.about,
    )


def _in_prose(text: str) -> Iterator[Stated]:
    """Read what a student writes below a cell; what an assignment demands stands there too."""
    lines = text.split("\n")
    found = deque((row.stated for row in tables_in(lines)), maxlen=MAX_CLAIMS)
    for line in lines:
        if line.lstrip()[:1] in ("#", "|", ">") or not any(sign.isdigit() for sign in line):
            continue
        found += read_line(line.replace("*", " ").replace("`", " "), loose=True).accuracies
    yield from (each for each in found if _is_measured(each))


def _is_measured(stated: Stated) -> bool:
    """Whether it has four decimals: 97.5 % and 0.98 are what assignments demand."""
    # 98.70 % has them too, but 97.50 % may be demanded.
    step = 200 if stated.decimals >= _MEASURED else 1000
    steps = stated.accuracy * step
    return abs(steps - round(steps)) > 1e-6


def _in_code(text: str, lines: Sequence[str], cells: Sequence[Cell]) -> Iterator[ReadClaim]:
    found: deque[ReadClaim] = deque(maxlen=MAX_CLAIMS)
    for spoken in deque(texts_in(text), maxlen=MAX_TEXTS):
        where = f"the {spoken.what} in {say_line(spoken.line, cells)}"
        heads = _headed(lines, spoken.line) if spoken.what == "comment" else None
        for each in read_line(spoken.words, loose=True).accuracies:
            if spoken.what != "docstring" or _is_measured(each):
                claim = _claim(each, spoken.line, spoken.line + 1, where)
                found.append(replace(claim, heads=heads))
    yield from found


def _headed(lines: Sequence[str], line: int) -> int | None:
    """Give the line of code below the last line of comments that begin a paragraph."""
    below = lines[line].strip() if line < len(lines) else ""
    if not below or below.startswith("#"):
        return None
    top = line - 1
    while top >= max(0, line - _COMMENT_LINES) and lines[top].lstrip().startswith("#"):
        top -= 1
    return line + 1 if top < 0 or not lines[top].strip() else None
