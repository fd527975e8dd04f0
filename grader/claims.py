"""Which accuracies does a student's file claim beside its variables? Outputs, comments, prints."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from grader.claim_words import MAX_LINE, Of, Stated, measures_in, read_line
from grader.places import say_line
from grader.python_text import decoded, pieces
from grader.submissions import Cell, CellOutput, SourceFile

MAX_CLAIMS = 2_000
"""Of one cell, and of a file's comments; the last ones count."""
MAX_FILE_CLAIMS = 20_000
"""Likewise."""

_WORTH_READING = re.compile(
    r"acc|correct|err|%|drop|\bp\b|epoch|test|val|train|tensor|^[-\s\d.,\[\]()e]+$", re.IGNORECASE
)
_NUMBERS_ONLY = re.compile(
    r"(?:(?:np\.float\d\d|tensor|array|device='[\w:]{1,10}'|dtype=[\w.]{1,20})|[-\s\d.,;%:/\[\](){}e])+"
)
_EPOCH_AND_NUMBER = re.compile(r"\s*(\d{1,4})[\s:,]\s*([01]\.\d{1,20})\s*")
_EPOCHS_FROM = 3
"""Lines that make a series."""
_LEARNED = 0.8
"""What an accuracy comes to in the end, in a series that nothing gives a name."""
_PRINTED = re.compile(r"print\s*\(?\s*$")
_PRINTED_VALUE = re.compile(r"\s*,\s*(\d*\.?\d+\s*%?)\s*(?:,|\))")
_FILLED_IN = re.compile(r"\{[^{}]{0,40}\}|%[-+0#]?\d*(?:\.\d+)?[defgirs]")
_FROM_CODE = re.compile(r"\bprint\s*\((.*)\)\s*;?\s*$")
_MEAN_OF_HITS = re.compile(r"==.{0,80}\bmean\b|\bmean\b.{0,80}==")


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


def read_claims(file: SourceFile) -> tuple[ReadClaim, ...]:
    """List what a file claims, in the order of its lines; an output stands where its cell begins.

    Args:
        file: as read; nothing is run, and whatever it holds, nothing raises.
    """
    text = decoded(file.source)
    lines = text.split("\n")
    found = deque(_in_code(text, file.cells), maxlen=MAX_FILE_CLAIMS)
    cells = {cell.number: cell for cell in file.cells}
    for output in file.outputs:
        if cell := cells.get(output.cell):
            found += _in_output(output, cell, _end(cell, file.cells, len(lines)), lines)
    # Stable: of one cell, in the order of its output.
    return tuple(sorted(found, key=lambda claim: claim.line))


def _end(cell: Cell, cells: Sequence[Cell], line_count: int) -> int:
    below = cells[cell.number : cell.number + 1]
    return below[0].first_line if below else max(line_count, cell.first_line) + 1


def _in_output(
    output: CellOutput, cell: Cell, end: int, lines: Sequence[str]
) -> Iterator[ReadClaim]:
    found: deque[ReadClaim] = deque(maxlen=MAX_CLAIMS)
    named = _named_by_code(lines[cell.first_line - 1 : end - 1])
    context: Of | None = None
    p: float | None = None
    epoch: int | None = None
    for line in _whole_lines(output.text):
        if named and _NUMBERS_ONLY.fullmatch(line):
            line = f"{named} {line}"
        elif not _WORTH_READING.search(line):
            continue
        stated = read_line(line, context=context)
        epoch = stated.epoch if stated.epoch is not None else epoch
        if not stated.accuracies:
            p = stated.p if stated.p is not None else p
            context = stated.heads if stated.heads or stated.epoch is not None else context
        for each in stated.accuracies:
            own = each.p if each.p is not None else p
            found.append(
                _claim(each, cell.first_line, end, f"the output of cell {cell.number}", own, epoch)
            )
    where = f"the output of cell {cell.number}"
    yield from found or _rising(output, cell, end, where)


def _rising(output: CellOutput, cell: Cell, end: int, where: str) -> Iterator[ReadClaim]:
    """Read "0 0.9509", "1 0.9549" ...: epochs in turn, and numbers that rise as no loss does."""
    matches = [m for line in output.text.split("\n") if (m := _EPOCH_AND_NUMBER.fullmatch(line))]
    rows = [(int(match[1]), float(match[2])) for match in matches[-MAX_CLAIMS:]]
    in_turn = all(b[0] == a[0] + 1 for a, b in pairwise(rows))
    if len(rows) < _EPOCHS_FROM or not in_turn or any(value > 1 for _, value in rows):
        return
    if rows[-1][1] < _LEARNED or rows[-1][1] <= rows[0][1]:
        return
    for epoch, accuracy in rows:
        yield ReadClaim(accuracy, "unknown", cell.first_line, where, True, end, epoch=epoch)


def _claim(
    stated: Stated, line: int, end: int, where: str, p: float | None, epoch: int | None
) -> ReadClaim:
    return ReadClaim(
        accuracy=stated.accuracy,
        of=stated.of,
        line=line,
        where=where,
        in_output=where.startswith("the output"),
        end_line=end,
        p=p,
        epoch=epoch,
        best=stated.best,
    )


def _whole_lines(text: str) -> Iterator[str]:
    """Give an output's lines, a list that was broken over several of them as one."""
    waiting = ""
    for line in text.split("\n"):
        joined = f"{waiting} {line.strip()}" if waiting else line
        if joined.count("[") > joined.count("]") and len(joined) < MAX_LINE:
            waiting = joined
            continue
        waiting = ""
        if len(joined) > MAX_LINE:
            yield line[:MAX_LINE]
        elif joined.strip():
            yield joined
    if waiting:
        yield waiting


def _named_by_code(lines: Sequence[str]) -> str | None:
    """Say what bare numbers in an output are, if the code that shows them calls them accuracies.

    `print(p, test_acc)` gives "p, test_acc"; a cell that shows losses too gives `None`.
    """
    code = [line.split("#")[0].strip() for line in lines]
    code = [line[:300] for line in code if line]
    shown = [match[1] for line in code if (match := _FROM_CODE.search(line))]
    shown = [each for each in shown if '"' not in each and "'" not in each]
    if code and not _FROM_CODE.search(code[-1]) and "=" not in code[-1].replace("==", ""):
        shown.append(code[-1])
    if not shown:
        return None
    named = ["accuracy" if _MEAN_OF_HITS.search(each) else each for each in shown]
    if not all("accuracy" in measures_in(each) for each in named):
        return None
    if len(named) > 1 and any(len(measures_in(each)) > 1 for each in named):
        return None
    words = re.findall(r"[A-Za-z_]\w*", named[-1])
    # The loader that an accuracy is measured on says of which images it is.
    return " ".join(word for word in words if word not in ("model", "net", "item", "print"))


def _in_code(text: str, cells: Sequence[Cell]) -> Iterator[ReadClaim]:
    found: deque[ReadClaim] = deque(maxlen=MAX_CLAIMS)
    for piece in pieces(text):
        if piece.kind == "comment":
            what, words = "comment", piece.text.strip("#-=*! \t")
        elif piece.kind == "string" and _PRINTED.search(piece.before):
            what, words = "print", piece.text
            if piece.formatted or _FILLED_IN.search(words):
                continue
            if value := _PRINTED_VALUE.match(piece.after):
                words = f"{words} {value[1]}"
        else:
            continue
        if not any(letter.isdigit() for letter in words[:MAX_LINE]):
            continue
        where = f"the {what} in {say_line(piece.line, cells)}"
        stated = read_line(words.replace("\n", " "), loose=True)
        for each in stated.accuracies:
            found.append(_claim(each, piece.line, piece.line + 1, where, each.p, stated.epoch))
    yield from found
