"""What are a line's words and numbers, in runs of words and the numbers behind them? Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from grader.claims.vocabulary import KINDS, MEASURES, Measure, Of, words_of

_TOKEN = re.compile(
    r"(?P<things>(?<![\w.@])\d{1,9}\s(?:epochs|steps|iterations|batches|hidden|units|neurons|layers"
    r"|seconds|runs|seeds|parameters)\b)"
    r"|(?P<count>(?<![\w.@/])(?P<part>\d{1,9})\s{0,3}(?:/|\bout of\b|\bof\b)\s{0,3}"
    r"(?P<whole>\d{1,9})(?![\w./]))"
    r"|(?P<number>(?<![\w.@^])[-+]?(?:\d{1,3}(?:,\d{3}){1,4}(?![\d,])(?!\s?%)|\d{1,2},\d{1,2}(?=\s?%)"
    r"|\d{1,20}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?)"
    r"(?P<percent>\s{0,2}(?:%|(?:percent|per cent|pct)\b))?(?P<unit>[A-Za-z_]\w*)?"
    r"|(?P<word>[A-Za-z]\w*)"
)
_NUMBERED = re.compile(
    r"\b(?:after|attempt|class|experiment|fold|model|net|network|part|problem|question|run|seed|set"
    r"|task|top|trial|try|version)[\s#_-]{1,3}$",
    re.IGNORECASE,
)
"""What stands before a number that only tells one thing from another."""
_FACTOR = re.compile(r"\s{0,2}\*\s{0,2}[\d(]")
PROGRESS = re.compile(r"\|?[\u2588-\u258f#]|\|\s{1,20}\||\|.{0,60}\|\s?\d+/\d+")
"""What a progress bar is drawn with."""


BEST = frozenset(("best", "highest", "max", "maximum", "peak", "record"))
"""Words for the best so far."""


@dataclass
class Number:
    """A number, or a count such as 9812/10000."""

    text: str
    value: float
    at: int
    end: int
    percent: bool = False
    whole: int | None = None
    """Of a count such as 9812/10000, the 10000."""


@dataclass
class Run:
    """Words, and the numbers behind them."""

    measures: list[Measure] = field(default_factory=list)
    kinds: list[Of] = field(default_factory=list)
    best: bool = False
    numbers: list[Number] = field(default_factory=list)
    is_rate: bool = False
    """Whether it says "rate"."""
    words: list[str] = field(default_factory=list)
    """All of them, lower-case."""


def runs_of(line: str) -> Iterator[Run]:
    """Cut a line into runs; words with no number behind them make none."""
    run = Run()
    for token in _TOKEN.finditer(line):
        if token["word"]:
            if run.numbers:
                yield run
                run = Run()
            for word in words_of(token["word"]):
                run.words.append(word)
                if measure := MEASURES.get(word):
                    run.measures.append(measure)
                if kind := KINDS.get(word):
                    run.kinds.append(kind)
                run.best = run.best or word in BEST
                run.is_rate = run.is_rate or word in ("rate", "classification", "top")
        elif not _is_other(token, line):
            run.numbers.append(_number(token))
    if run.numbers:
        yield run


def _is_other(token: re.Match[str], line: str) -> bool:
    """Whether a number can be no measure: 2s, 784x100, "5 epochs", "model 2", a progress bar's."""
    if token["things"] or token["unit"]:
        return True
    if _FACTOR.match(line, token.end()):
        return True
    if token["percent"]:
        return PROGRESS.match(line, token.end()) is not None
    before = line[max(0, token.start() - 20) : token.start()]
    return bool(token["number"]) and "." not in token["number"] and bool(_NUMBERED.search(before))


def _number(token: re.Match[str]) -> Number:
    if token["count"]:
        part, whole = int(token["part"]), int(token["whole"])
        value = part / whole if whole else -1.0
        return Number(token["count"], value, token.start(), token.end(), whole=whole)
    text = token["number"]
    european = token["percent"] and re.fullmatch(r"\d{1,2},\d{1,2}", text)
    plain = text.replace(",", "." if european else "")
    value = float(plain)
    return Number(plain, value, token.start(), token.end(), percent=bool(token["percent"]))
