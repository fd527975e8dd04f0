"""Which accuracies does a student's file claim beside its variables? Outputs, comments, prints."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from grader.claims.labels import Label
from grader.claims.outputs import MAX_CLAIMS, read_output
from grader.claims.tables import tables_in
from grader.claims.texts import texts_in
from grader.claims.vocabulary import Of
from grader.claims.words import Stated, read_line
from grader.places import say_line
from grader.python_text import decoded
from grader.submissions import Cell, SourceFile

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


@lru_cache(maxsize=4)
def read_claims(file: SourceFile) -> tuple[ReadClaim, ...]:
    """List what a file claims, in the order of its lines; an output stands where its cell begins.

    Asked for every problem of a file, and read once.

    Args:
        file: as read; nothing is run, and whatever it holds, nothing raises.
    """
    text = decoded(file.source)
    lines = text.split("\n")
    found = deque(_in_code(text, file.cells), maxlen=MAX_FILE_CLAIMS)
    cells = {cell.number: (cell, _end(cell, file.cells, len(lines))) for cell in file.cells}
    for output in file.outputs:
        if output.cell in cells:
            cell, end = cells[output.cell]
            stated = read_output(output.text, lines[cell.first_line - 1 : end - 1])
            where = f"the output of cell {cell.number}"
            found += [_claim(each, cell.first_line, end, where, is_output=True) for each in stated]
    for prose in file.prose:
        if prose.cell in cells:
            cell, end = cells[prose.cell]
            where = f"the text below cell {cell.number}"
            found += [_claim(e, cell.first_line, end, where) for e in _in_prose(prose.text)]
    # Stable: of one cell, in the order of its output.
    return tuple(sorted(found, key=lambda claim: claim.line))


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
    yield from (each for each in found if _is_measured(each.accuracy))


def _is_measured(accuracy: float) -> bool:
    """Whether it has four decimals: 97.5 % and 0.98 are what assignments demand."""
    thousandths = accuracy * 1000
    return abs(thousandths - round(thousandths)) > 1e-6


def _in_code(text: str, cells: Sequence[Cell]) -> Iterator[ReadClaim]:
    found: deque[ReadClaim] = deque(maxlen=MAX_CLAIMS)
    for spoken in texts_in(text):
        where = f"the {spoken.what} in {say_line(spoken.line, cells)}"
        for each in read_line(spoken.words, loose=True).accuracies:
            if spoken.what != "docstring" or _is_measured(each.accuracy):
                found.append(_claim(each, spoken.line, spoken.line + 1, where))
    yield from found
