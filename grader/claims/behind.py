"""Which words behind a number call it an accuracy, and of which images? Pure."""

import re

from grader.claims.runs import PROGRESS, Number
from grader.claims.vocabulary import KINDS, Of

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
_NAMED_BEFORE = re.compile(r"\b(test|val|validation)\b(?: set)?\s?[:=]?\s?$", re.IGNORECASE)
"""`test: 97.86%`."""
_RIGHT = re.compile(r"\W{0,3}(?:\w{1,12}\s){0,2}correct|\s?with accuracy\b", re.IGNORECASE)
_REACHED = re.compile(r"\b(?:got|gets?|reache[sd]|achieve[sd]|gives?|gave|=>|->)\W", re.IGNORECASE)
_BEST = re.compile(
    r"[\s,;()!*-]{0,4}(?:the )?(?:best|final|highest|max|maximum|winner)\b[\s()!.*-]{0,9}$",
    re.IGNORECASE,
)
"""`0.9786 (best)` at the end of a line."""


class WordsBehind:
    """Knows what stands behind the numbers of one line."""

    def __init__(self, line: str, *, loose: bool) -> None:
        self._line = line
        self._loose = loose
        reached = _REACHED.search(line)
        # Found once for the line, which may have a thousand numbers.
        self._reached_from = reached.end() if reached else len(line) + 1

    def name(self, number: Number) -> tuple[Of | None] | None:
        """Tell whether they are "test accuracy", and of which images if they say so."""
        behind = _BEHIND.match(self._line, number.end, number.end + 120)
        return (KINDS.get((behind[1] or "").lower()),) if behind else None

    def images(self, number: Number) -> Of | None:
        """Give the images of "on the test set"."""
        on = _ON.match(self._line, number.end, number.end + 60)
        return KINDS[on[1].lower()] if on else None

    def are_right(self, number: Number) -> bool:
        """Whether they are "predictions correct"."""
        return _RIGHT.match(self._line, number.end) is not None

    def are_best(self, number: Number) -> bool:
        """Whether they end the line and are "best"."""
        return _BEST.match(self._line, number.end) is not None

    def images_reached(self, number: Number, *, of_loss: bool) -> Of | None:
        """Give the images that a number was reached on which nothing calls an accuracy.

        Args:
            number: a percentage, or in prose what a network comes to.
            of_loss: whether images named before the number are those of a loss.
        """
        reached = self._loose and 0.5 < number.value < 1 and len(number.text) >= 5
        if not (number.percent or reached) or PROGRESS.match(self._line, number.end):
            return None
        said = self._reached_from <= number.at
        if (number.percent or said) and (on := self.images(number)):
            return on
        before = self._line[max(0, number.at - 30) : number.at]
        if (self._loose or number.percent) and not of_loss and (m := _NAMED_BEFORE.search(before)):
            return KINDS[m[1].lower()]
        return None
