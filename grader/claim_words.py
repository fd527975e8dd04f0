"""Which accuracies does a line of a student's text state? By the words around its numbers; pure.

"Test set: Average loss: 0.0712, Accuracy: 9812/10000 (98%)" states one, of the test set: 0.9812. A
line is runs of words and runs of numbers in turn. The last word before a number that names a
measure says what it is; where words and numbers are as many, they go together in order.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

Of = Literal["test", "validation", "train", "unknown"]
"""The images that an accuracy is about."""

MAX_LINE = 2_000
"""Characters of a line that are read."""

_Measure = Literal["accuracy", "correct", "error", "dropout", "epoch", "other"]

_T = TypeVar("_T", bound=str)


def _by_word(words: dict[_T, str]) -> dict[str, _T]:
    return {word: meaning for meaning, listed in words.items() for word in listed.split()}


_MEASURES: dict[str, _Measure] = _by_word(
    {
        "accuracy": "acc accs accuracy accuracies accurate",
        "correct": "correct correctly",
        "error": "error err errors",
        "dropout": "p ps dropout dropouts drop prob probs probability",
        "epoch": "epoch epochs ep",
        "other": (
            "loss losses nll ce cost entropy crossentropy mse lr learning time times elapsed took "
            "duration eta seconds secs sec ms min momentum decay wd beta gamma alpha seed batch "
            "batches step steps iter iters iteration iterations it parameters params param units "
            "neurons hidden layers width size sizes gap difference diff std variance precision "
            "recall f f1 auc patience memory mb gb version chance count grad gradient norm weight "
            "weights bias device cuda fold label labels class digit improvement improved increase "
            "increased decreased ppl perplexity kernel padding stride features split ratio"
        ),
    }
)
_KINDS: dict[str, Of] = _by_word(
    {
        "test": "test testing tst tests",
        "validation": "val vali valid validation dev",
        "train": "train training trn tr",
    }
)
_GLUED = re.compile(r"(test|tst|valid|val|train|tr)(acc|accs|accuracy|accuracies|loss|losses|err)")
"""`testacc`, `valloss`."""

_TOKEN = re.compile(
    r"(?P<things>(?<![\w.@])\d{1,9}\s(?:epochs|steps|iterations|batches|hidden|units|neurons|layers"
    r"|seconds|runs|seeds|parameters)\b)"
    r"|(?P<count>(?<![\w.@/])(?P<part>\d{1,9})\s{0,3}(?:/|\bout of\b|\bof\b)\s{0,3}"
    r"(?P<whole>\d{1,9})(?![\w./]))"
    r"|(?P<number>(?<![\w.@])[-+]?(?:\d{1,3}(?:,\d{3}){1,4}(?![\d,])(?!\s?%)|\d{1,2},\d{1,2}(?=\s?%)"
    r"|\d{1,20}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?)"
    r"(?P<percent>\s{0,2}(?:%|(?:percent|per cent|pct)\b))?(?P<unit>[A-Za-z_]\w*)?"
    r"|(?P<word>[A-Za-z]\w*)"
)
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

_NOT_BEFORE = re.compile(
    r"(?:\bby|\bfrom|\bthan|\bneeds?|\brequires?|\brequired|\bat least|\babove|\bbelow|\bover"
    r"|\bunder|\bexceeds?|\bbeats?|[<>\u2264\u2265]=?|[+-]/-|\u00b1)"
    r"\W{0,3}$",
    re.IGNORECASE,
)
"""What stands before a number that nobody reached: a bar, a difference, what it was before."""
_MAY_NOT_BE_BEFORE = re.compile("[A-Za-z<>\u2264\u2265=\u00b1-]")
"""One of the last four characters is this, then: the quicker question."""
_NUMBERED = re.compile(
    r"\b(?:after|class|experiment|fold|model|net|network|part|problem|question|run|seed|set|task|top"
    r"|trial|version)[\s#_-]{1,3}$",
    re.IGNORECASE,
)
"""What stands before a number that only tells one thing from another."""
_THING_BEHIND = re.compile(r"\s(?:loss|lr|dropout|seconds|s|ms|min)\b(?!\W{0,3}\d)", re.IGNORECASE)
_WISH = re.compile(
    r"\b(?:should|must|goal|target|aim|try to|need|needs|needed|require[sd]?|at least|want|hope"
    r"|threshold|expected|passes|points|minimum)\b",
    re.IGNORECASE,
)
_WISH_REACHES = 200
"""Characters."""
_WISH_BEHIND = re.compile(
    r"\s{0,2}(?:test |val(?:idation)? )?(?:accuracy |acc )?(?:or (?:more|better|higher|above)|\+"
    r"|(?:is |are )?(?:required|needed)|to (?:get|pass))",
    re.IGNORECASE,
)
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
_BAR = re.compile(r"\|?[\u2588-\u258f#]|\|\s{1,20}\||\|.{0,60}\|\s?\d+/\d+")
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


@dataclass(frozen=True)
class StatedLine:
    """What a line states."""

    accuracies: tuple[Stated, ...] = ()
    epoch: int | None = None
    p: float | None = None
    heads: Of | None = None
    """The images that a line is about which only announces: "Test set:"."""


@dataclass
class _Number:
    text: str
    value: float
    at: int
    end: int
    percent: bool = False
    whole: int | None = None
    """Of a count such as 9812/10000, the 10000."""


@dataclass
class _Run:
    """Words, and the numbers behind them."""

    measures: list[_Measure] = field(default_factory=list)
    kinds: list[Of] = field(default_factory=list)
    best: bool = False
    numbers: list[_Number] = field(default_factory=list)
    is_rate: bool = False
    """Whether it says "rate"."""


def read_line(line: str, *, loose: bool = False, context: Of | None = None) -> StatedLine:
    """Read one line.

    Args:
        line: any text; only its first `MAX_LINE` characters count.
        loose: whether it is prose of a person, where "got 0.9786 on test" states an accuracy.
        context: images that the line above has announced.
    """
    line = line[:MAX_LINE]
    if _PER_CLASS.search(line):
        return StatedLine()
    reader = _Reader(line, loose=loose)
    for run in _runs(line):
        reader.read(run)
    found = _with_kinds(reader.found, context)
    p = reader.p if not _LAYER.search(line) else None
    return StatedLine(
        accuracies=tuple(replace(each, p=p if each.p is None else each.p) for each in found),
        epoch=reader.epoch,
        p=p,
        heads=_announced(line) if not found else None,
    )


def kinds_in(words: str) -> list[Of]:
    """List the images that words name, in order."""
    return [kind for word in _words(words) if (kind := _KINDS.get(word))]


def measures_in(words: str) -> list[str]:
    """List the measures that words name, in order: "accuracy", "other" for a loss."""
    return [measure for word in _words(words) if (measure := _MEASURES.get(word))]


def _words(text: str) -> Iterator[str]:
    """Split text and identifiers into lower-case words: `valAcc`, `val_acc`, `valacc`."""
    for part in _PARTS.findall(text):
        word = part.lower()
        glued = _GLUED.fullmatch(word)
        yield from glued.groups() if glued else (word,)


def _runs(line: str) -> Iterator[_Run]:
    run = _Run()
    for token in _TOKEN.finditer(line):
        if token["word"]:
            if run.numbers:
                yield run
                run = _Run()
            for word in _words(token["word"]):
                if measure := _MEASURES.get(word):
                    run.measures.append(measure)
                if kind := _KINDS.get(word):
                    run.kinds.append(kind)
                run.best = run.best or word in ("best", "highest", "max", "peak")
                run.is_rate = run.is_rate or word in ("rate", "classification", "top")
        elif not _is_other(token, line):
            run.numbers.append(_number(token))
    if run.numbers:
        yield run


def _is_other(token: re.Match[str], line: str) -> bool:
    """Whether a number can be no measure: 2s, 784x100, "5 epochs", "model 2", a progress bar's."""
    if token["things"] or token["unit"]:
        return True
    if token["percent"]:
        return _BAR.match(line, token.end()) is not None
    before = line[max(0, token.start() - 20) : token.start()]
    return bool(token["number"]) and "." not in token["number"] and bool(_NUMBERED.search(before))


def _number(token: re.Match[str]) -> _Number:
    if token["count"]:
        part, whole = int(token["part"]), int(token["whole"])
        value = part / whole if whole else -1.0
        return _Number(token["count"], value, token.start(), token.end(), whole=whole)
    text = token["number"]
    european = token["percent"] and re.fullmatch(r"\d{1,2},\d{1,2}", text)
    plain = text.replace(",", "." if european else "")
    value = float(plain)
    return _Number(plain, value, token.start(), token.end(), percent=bool(token["percent"]))


class _Reader:
    """Goes through a line's runs; knows an accuracy that was announced and has no number yet."""

    def __init__(self, line: str, *, loose: bool) -> None:
        self._line = line
        self._wishes = [wish.end() for wish in _WISH.finditer(line)]
        self._loose = loose
        self._pending: _Run | None = None
        self._carried: Of | None = None
        self._named_behind = False
        """Whether the words that come next were about the number before them."""
        self.found: list[tuple[Stated, int]] = []
        """And where in the line."""
        self.epoch: int | None = None
        self.p: float | None = None

    def read(self, run: _Run) -> None:
        """Take what a run of words says of the numbers behind it."""
        if self._named_behind and "accuracy" in run.measures:
            run.measures.remove("accuracy")
            run.kinds = run.kinds[1:]
        self._named_behind = False
        measures, numbers = run.measures, run.numbers
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

    def _take(self, measure: _Measure, run: _Run, numbers: Sequence[_Number]) -> None:
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
        elif "accuracy" not in run.measures:
            self._pending = None

    def _unnamed(self, run: _Run, numbers: Sequence[_Number]) -> None:
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

    def _kind_behind(self, number: _Number, run: _Run) -> Of | None:
        """Tell by the words behind a number what it is the accuracy of; `None`: no accuracy."""
        rest = self._line[number.end : number.end + 120]
        if behind := _BEHIND.match(rest):
            self._named_behind = True
            return _KINDS.get((behind[1] or "").lower()) or self._of(run, number)
        reached = self._loose and 0.5 < number.value < 1 and len(number.text) >= 5
        if (number.percent or reached) and not _BAR.match(rest):
            said = _REACHED.search(self._line[: number.at])
            if (on := _ON.match(rest)) and (number.percent or said):
                return _KINDS[on[1].lower()]
            before = self._line[max(0, number.at - 30) : number.at]
            named = re.search(r"\b(test|val|validation)\b(?: set)?\s?[:=]?\s?$", before.lower())
            if named and (self._loose or number.percent):
                return _KINDS[named[1]]
        return None

    def _accuracies(self, measure: _Measure, run: _Run, numbers: Sequence[_Number]) -> bool:
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

    def _error(self, run: _Run, number: _Number) -> None:
        """Note what is left of an error, if that is one of classification and no loss."""
        clear = number.percent or run.is_rate
        if clear and number.value >= 0 and (value := _fraction(number)) is not None:
            self._note(1 - value, self._of(run, number), number, run)

    def _of(self, run: _Run, number: _Number) -> Of:
        if run.kinds:
            return run.kinds[-1]
        if on := _ON.match(self._line[number.end : number.end + 60]):
            return _KINDS[on[1].lower()]
        return self._carried or "unknown"

    def _note(self, value: float, of: Of, number: _Number, run: _Run) -> None:
        # Found once for the line, which may have a thousand numbers.
        near = bisect_left(self._wishes, number.at - _WISH_REACHES)
        if near < len(self._wishes) and self._wishes[near] <= number.at:
            return
        told = _MAY_NOT_BE_BEFORE.search(self._line, max(0, number.at - 4), number.at)
        if told and _NOT_BEFORE.search(self._line[max(0, number.at - 24) : number.at]):
            return
        rest = self._line[number.end : number.end + 60]
        if _WISH_BEHIND.match(rest) or _THING_BEHIND.match(rest):
            return
        stated = Stated(value, of, self.p, run.best, number.whole is not None)
        for each, _ in self.found[-1:]:
            # (98%) behind 9812/10000
            if each.exact and each.of == of and abs(each.accuracy - value) < _ROUNDING:
                return
        self.found.append((stated, number.at))


def _is_list(between: str, count: int) -> bool:
    return count > 2 and re.fullmatch(r"[-\d.,;%e\s|)\]]*", between) is not None


def _fraction(number: _Number, *, decimal: bool = False) -> float | None:
    """Read an accuracy as a fraction: above 1 it is in percent; `None` if it can be none."""
    if number.whole is not None:
        return number.value if number.whole >= 100 and 0 <= number.value <= 1 else None
    plain_integer = not number.percent and "." not in number.text
    if number.text[:1] in "+-" or number.value < 0 or number.value > 100:
        return None
    if plain_integer and (decimal or number.value < 2):
        return None
    return number.value / 100 if number.value > 1 else number.value


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
