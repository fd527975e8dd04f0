"""Which accuracies does a line of a student's text state? By the words around its numbers; pure.

"Test set: Average loss: 0.0712, Accuracy: 9812/10000 (98%)" states one, of the test set: 0.9812. A
line is runs of words and runs of numbers in turn. The last word before a number that names a
measure says what it is; where words and numbers are as many, they go together in order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.claims.bars import Bars
from grader.claims.labels import Label, Labels
from grader.claims.languages import in_english
from grader.claims.results import Results
from grader.claims.runs import BAR, Number, Run, runs_of
from grader.claims.vocabulary import KINDS, Measure, Of, kinds_in

_BEHIND = re.compile(
    r"\s{0,2}\(?\s?(?:(?:of|on|in|the|my|final|best|overall|top-1|classification|(test|val|valid"
    r"|validation|dev|train|training))[\s-]{1,2}(?:set\s)?){0,4}(?:acc|accuracy)\b"
    r"(?![^\w,;]{0,3}(?:is |of |was )?\d)(?!\W{0,2}(?:threshold|bar|goal|limit|gap|is required))",
    re.IGNORECASE,
)
"""`97.86% test accuracy`."""
_ON = re.compile(
    r"\W{0,3}(?:on|over|for|in|using)\s(?:the\s|my\s|our\s|all\s){0,2}(?:[\d,]{3,7}\s)?"
    r"(test|val|valid|validation|dev|train|training)\b(?!\s(?:acc|loss))",
    re.IGNORECASE,
)
"""`97.86% on the test set`."""
_RIGHT = re.compile(r"\W{0,3}(?:\w{1,12}\s){0,2}correct|\s?with accuracy\b", re.IGNORECASE)
_REACHED = re.compile(r"\b(?:got|gets?|reache[sd]|achieve[sd]|gives?|gave|=>|->)\W", re.IGNORECASE)
_PER_CLASS = re.compile(
    r"\bacc(?:uracy)?\s(?:of|for)\s(?:class\b|digit\b|label\b|\d{1,3}\s{0,5}:"
    r"|(?!the\b|network\b|model\b|net\b|cnn\b|mlp\b|test|val|train)'?[a-z]{1,15}'?\s{0,9}:)",
    re.IGNORECASE,
)
"""`Accuracy of plane : 51 %`: one class of ten."""
_LAYER = re.compile(r"\bDropout\dd\(|\bDropout\(|\bBatchNorm|\bLinear\(|\bConv2d\(")
_LEAST_INTEGER = 20
"""Below, one without a % is a count, or the 10 of 10^4."""
_ROUNDING = 0.00501
"""What a percentage without decimals may be off."""


@dataclass(frozen=True)
class Stated:
    """An accuracy that a line states."""

    accuracy: float
    """A fraction, 0 to 1."""
    of: Of
    p: float | None = None
    """Dropout's, if the line names it."""
    best: bool = False
    """Whether it is called the best so far."""
    exact: bool = False
    """Whether it was given as correctly classified images / all images."""
    about: Label | None = None
    """The problem that the line names before it."""
    epoch: int | None = None
    """That the line names."""


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
    reader = _Reader(line, loose=loose)
    for run in runs_of(line):
        reader.read(run)
    found = _with_kinds(reader.found, context)
    p = reader.p if not _LAYER.search(line) else None
    return StatedLine(
        accuracies=tuple(
            replace(each, p=p if each.p is None else each.p, epoch=reader.epoch) for each in found
        ),
        epoch=reader.epoch,
        p=p,
        about=reader.labels.only,
        heads=_announced(line) if not found else None,
    )


class _Reader:
    """Goes through a line's runs; knows an accuracy that was announced and has no number yet."""

    def __init__(self, line: str, *, loose: bool) -> None:
        self._line = line
        self.labels = Labels(line)
        self._results = Results(line, self.labels, loose=loose)
        self._bars = Bars(line)
        self._loose = loose
        self._pending: Run | None = None
        self._carried: Of | None = None
        self._named_behind = False
        """Whether the words that come next were about the number before them."""
        self.found: list[tuple[Stated, int]] = []
        """And where in the line."""
        self.epoch: int | None = None
        self.p: float | None = None

    def read(self, run: Run) -> None:
        """Take what a run of words says of the numbers behind it."""
        if self._named_behind and "accuracy" in run.measures:
            run.measures.remove("accuracy")
            run.kinds = run.kinds[1:]
        self._named_behind = False
        measures, numbers = run.measures, run.numbers
        self._results.see(run)
        if run.kinds:
            self._carried = run.kinds[-1]
        if "accuracy" in measures or "correct" in measures:
            self._pending = run
        elif self._pending is not None and run.kinds:
            self._pending = replace(self._pending, kinds=run.kinds)
        if not measures:
            self._unnamed(run, numbers)
        elif measures[-1] in ("dropout", "epoch"):
            self._take(measures[-1], run, numbers)
        elif len(measures) == len(numbers) and len(measures) > 1:
            for measure, number in zip(measures, numbers, strict=True):
                self._take(measure, run, [number])
        elif len(set(measures)) == 1 or len(numbers) == 1:
            self._take(measures[-1], run, numbers)
        elif "other" in measures:
            self._pending = None  # "loss and accuracy" before numbers of which nobody knows which

    def _take(self, measure: Measure, run: Run, numbers: Sequence[Number]) -> None:
        first = numbers[0]
        if measure in ("accuracy", "correct"):
            self._accuracies(measure, run, numbers)
        elif measure == "error":
            self._error(run, first)
        elif measure == "dropout":
            value = first.value / 100 if first.percent else first.value
            if 0 <= value <= 1 and first.whole is None:
                self.p = value
            if len(numbers) > 1:
                self._unnamed(run, numbers[1:])
        elif measure == "epoch":
            part = first.text.split("/")[0].split(" ")[0]
            self.epoch = int(part) if part.isdigit() and len(part) < 7 else self.epoch
            if len(numbers) > 1 and self._pending is not None:
                self._unnamed(run, numbers[1:])
        elif self._results.is_behind_arrow(numbers[-1]):
            self._note(_in_percent(numbers[-1]), self._of(run, numbers[-1]), numbers[-1], run)
        elif "accuracy" not in run.measures:
            self._pending = None

    def _unnamed(self, run: Run, numbers: Sequence[Number]) -> None:
        """Read numbers that no word before them names."""
        if self._pending is not None and self._accuracies("accuracy", self._pending, numbers):
            return
        number = numbers[-1]
        rest = self._line[number.end :]
        kind = self._kind_behind(number, run)
        if kind is not None and (value := _fraction(number, decimal=True)) is not None:
            self._note(value, kind, number, run)
        elif number.whole is not None and _RIGHT.match(rest):
            self._accuracies("correct", run, [number])
        elif (found := self._results.pick(run, list(numbers))) is not None:
            self._note(_in_percent(found), self._of(run, found), found, run)

    def _kind_behind(self, number: Number, run: Run) -> Of | None:
        """Tell by the words behind a number what it is the accuracy of; `None`: no accuracy."""
        rest = self._line[number.end : number.end + 120]
        if behind := _BEHIND.match(rest):
            self._named_behind = True
            return KINDS.get((behind[1] or "").lower()) or self._of(run, number)
        reached = self._loose and 0.5 < number.value < 1 and len(number.text) >= 5
        if (number.percent or reached) and not BAR.match(rest):
            said = _REACHED.search(self._line[: number.at])
            if (on := _ON.match(rest)) and (number.percent or said):
                return KINDS[on[1].lower()]
            before = self._line[max(0, number.at - 30) : number.at]
            named = re.search(r"\b(test|val|validation)\b(?: set)?\s?[:=]?\s?$", before.lower())
            if named and (self._loose or number.percent) and not self._results.of_loss:
                return KINDS[named[1]]
        return None

    def _accuracies(self, measure: Measure, run: Run, numbers: Sequence[Number]) -> bool:
        """Note the accuracies among numbers that are said to be some. Whether there was one."""
        usable = [
            (value, number)
            for number in numbers
            if (value := _fraction(number)) is not None
            and (measure == "accuracy" or number.whole is not None or number.percent)
        ]
        if not usable:
            return False
        self._pending = None
        first = usable[0][1]
        between = self._line[first.at : usable[-1][1].end]
        listed = "[" in self._line[max(0, first.at - 3) : first.at] and len(usable) > 1
        if len(run.kinds) == len(usable) > 1:
            for (value, number), kind in zip(usable, run.kinds, strict=True):
                self._note(value, kind, number, run)
        elif listed or _is_list(between, len(usable)):
            for value, number in usable:
                self._note(value, self._of(run, number), number, run)
        else:
            value, number = usable[-1] if re.search(r"->|=>|\u2192", between) else usable[0]
            self._note(value, self._of(run, number), number, run)
        return True

    def _error(self, run: Run, number: Number) -> None:
        """Note what is left of an error, if that is one of classification and no loss."""
        clear = number.percent or run.is_rate
        if clear and number.value >= 0 and (value := _fraction(number)) is not None:
            self._note(1 - value, self._of(run, number), number, run)

    def _of(self, run: Run, number: Number) -> Of:
        if run.kinds:
            return run.kinds[-1]
        if on := _ON.match(self._line[number.end : number.end + 60]):
            return KINDS[on[1].lower()]
        return self._carried or "unknown"

    def _note(self, value: float, of: Of, number: Number, run: Run) -> None:
        if self._bars.is_bar(number):
            return
        exact, about = number.whole is not None, self.labels.before(number.at)
        stated = Stated(value, of, self.p, run.best, exact, about)
        for each, _ in self.found[-1:]:
            # (98%) behind 9812/10000
            if each.exact and each.of == of and abs(each.accuracy - value) < _ROUNDING:
                return
        self.found.append((stated, number.at))


def _is_list(between: str, count: int) -> bool:
    return count > 2 and re.fullmatch(r"[-\d.,;%e\s|)\]]*", between) is not None


def _fraction(number: Number, *, decimal: bool = False) -> float | None:
    """Read an accuracy as a fraction: above 1 it is in percent; `None` if it can be none."""
    if number.whole is not None:
        return number.value if number.whole >= 100 and 0 <= number.value <= 1 else None
    plain_integer = not number.percent and "." not in number.text
    if number.text[:1] in "+-" or number.value < 0 or number.value > 100:
        return None
    if plain_integer and (decimal or number.value < _LEAST_INTEGER):
        return None
    return number.value / 100 if number.value > 1 else number.value


def _in_percent(number: Number) -> float:
    return number.value / 100 if number.value > 1 or number.percent else number.value


def _with_kinds(found: Sequence[tuple[Stated, int]], context: Of | None) -> list[Stated]:
    """Give accuracies of unknown images theirs: training's, where the same line has others too."""
    stated: list[Stated] = []
    others = False
    for each, _ in reversed(found):
        named = each.of
        if named == "unknown":
            named = "train" if others else context or "unknown"
        others = others or named in ("test", "validation")
        stated.append(replace(each, of=named))
    return stated[::-1]


def _announced(line: str) -> Of | None:
    if len(line) > 80 or any(letter.isdigit() for letter in line):
        return None
    kinds = kinds_in(line)
    return kinds[-1] if kinds and line.rstrip().endswith((":", "-", "=", "]")) else None
