"""Is a number one that nobody reached: a bar, a difference, what it was before? Pure."""

import re
from bisect import bisect_left

from grader.claims.runs import Number

_NOT_BEFORE = re.compile(
    r"(?:\bby|\bfrom|\bthan|\bneeds?|\brequires?|\brequired|\bat least|\babove|\bbelow|\bover"
    r"|\bunder|\bexceeds?|\bbeats?|(?<![-=])[<>]=?"
    r"|\btop[\s-]?[2-9]\s(?:acc|accuracy)|\bacc(?:uracy)?@?[2-9]"
    r"|\b(?:baseline|untrained|initial|random)\s(?:test )?(?:acc|accuracy)"
    r"|[\u2264\u2265]|\+/?-|-/\+|\u00b1)"
    r"\W{0,3}$",
    re.IGNORECASE,
)
"""What stands before a number that nobody reached: a bar, a difference, what it was before."""
_MAY_NOT_BE_BEFORE = re.compile("[A-Za-z<>\u2264\u2265=\u00b1-]")
"""One of the last four characters is this, then: the quicker question."""
_THING_BEHIND = re.compile(
    r"\s(?:(?:loss|lr|dropout)\b(?![^,;|]{0,24}\d)"
    r"|(?:seconds|s|ms|min)\b(?!\W{0,3}(?:acc\w{0,5}\W{0,3})?\d))",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:should|must|goal|target|aim|try to|need|needs|needed|require[sd]?|requirement"
    r"|pass mark|until|stop when|at least|want|hope|threshold|expected|passes|points|minimum)\b",
    re.IGNORECASE,
)
_WISH_REACHES = 200
"""Characters."""
_WISH_BEHIND = re.compile(
    r"\s{0,2}(?:test |val(?:idation)? )?(?:accuracy |acc )?(?:or (?:more|better|higher|above)"
    r"|\+(?![/-])"
    r"|(?:is |are )?(?:required|needed)|to (?:get|pass))",
    re.IGNORECASE,
)


class Bars:
    """Knows what one line demands."""

    def __init__(self, line: str) -> None:
        self._line = line
        # Found once for the line, which may have a thousand numbers.
        self._wishes = [wish.end() for wish in _WISH.finditer(line)]

    def is_bar(self, number: Number) -> bool:
        """Whether what stands around a number keeps it from being a claim."""
        near = bisect_left(self._wishes, number.at - _WISH_REACHES)
        if near < len(self._wishes) and self._wishes[near] <= number.at:
            return True
        told = _MAY_NOT_BE_BEFORE.search(self._line, max(0, number.at - 4), number.at)
        if told and _NOT_BEFORE.search(self._line[max(0, number.at - 24) : number.at]):
            return True
        rest = self._line[number.end : number.end + 60]
        return bool(_WISH_BEHIND.match(rest) or _THING_BEHIND.match(rest))
