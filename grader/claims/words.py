"""Which accuracies does a line of a student's text state? By the words around its numbers; pure.

"Test set: Average loss: 0.0712, Accuracy: 9812/10000 (98%)" states one, of the test set: 0.9812. A
line is runs of words and runs of numbers in turn.
"""

import re
from dataclasses import dataclass, replace

from grader.claims.labels import Label
from grader.claims.languages import in_english
from grader.claims.line_reader import LineReader
from grader.claims.runs import runs_of
from grader.claims.stated import Stated
from grader.claims.vocabulary import Of, kinds_in

_PER_CLASS = re.compile(
    r"\b(?:class|digit|label)\s{0,3}#?\d\b[^\d]{0,20}\bacc|\bacc(?:uracy)?\s(?:of|for)\s{1,9}"
    r"(?:class\b|digit\b|label\b|'?\d{1,3}'?\s{0,5}:"
    r"|(?!the\b|network\b|model\b|net\b|cnn\b|mlp\b|test|val|train)'?[a-z]{1,15}'?\s{0,9}:)",
    re.IGNORECASE,
)
"""`Accuracy of plane : 51 %`: one class of ten."""
_TRAIN_SET = re.compile(
    r"\W*(?:on )?(?:the )?train(?:ing)?"
    r"(?: (?:set|data|images|results?|accuracy|phase|metrics))?\W*",
    re.IGNORECASE,
)
_LAYER = re.compile(r"\bDropout\dd\(|\bDropout\(|\bBatchNorm|\bLinear\(|\bConv2d\(")


@dataclass(frozen=True)
class StatedLine:
    """What a line states."""

    accuracies: tuple[Stated, ...] = ()
    epoch: int | None = None
    p: float | None = None
    about: Label | None = None
    """The problem that it names, if just one."""
    heads: Of | None = None
    """The images that a line is about which only announces: "Test set:"."""


def read_line(line: str, *, loose: bool = False, context: Of | None = None) -> StatedLine:
    """Read one line.

    Args:
        line: any text; only its first `MAX_LINE` characters count.
        loose: whether it is prose of a person, where "got 0.9786 on test" states an accuracy.
        context: images that the line above has announced.
    """
    line = in_english(line)
    if _PER_CLASS.search(line):
        return StatedLine()
    reader = LineReader(line, loose=loose)
    for run in runs_of(line):
        reader.read(run)
    p = reader.p if not _LAYER.search(line) else None
    found = _completed(reader, context, p)
    return StatedLine(
        accuracies=tuple(found),
        epoch=reader.epoch,
        p=p,
        about=reader.labels.only,
        heads=_announced(line) if not found else None,
    )


def _completed(reader: LineReader, context: Of | None, p: float | None) -> list[Stated]:
    """Give accuracies what the rest of the line says.

    Of unknown images, they are training's where the same line has others behind them.
    """
    stated: list[Stated] = []
    others = False
    for each in reversed(reader.found):
        named = each.of
        if named == "unknown":
            named = "train" if others else context or "unknown"
        others = others or named in ("test", "validation")
        own = p if each.p is None else each.p
        if (named, own, reader.epoch) != (each.of, each.p, each.epoch):
            each = replace(each, of=named, p=own, epoch=reader.epoch)
        stated.append(each)
    return stated[::-1]


def _announced(line: str) -> Of | None:
    if len(line) > 80 or any(letter.isdigit() for letter in line):
        return None
    kinds = kinds_in(line)
    if kinds == ["train"] and not _TRAIN_SET.fullmatch(line):
        return None
    return kinds[-1] if kinds and line.rstrip().endswith((":", "-", "=", "]")) else None
