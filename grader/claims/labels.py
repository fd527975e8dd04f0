"""Which problem does a line name beside its numbers: "2C", "Problem D", "'c': 0.98"? Pure."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_NAMED = re.compile(
    r"(?:(?<![^\W_])(?:problem|prob|part|question|task|exercise|q|ex)[\s.:#_-]{0,3}(?P<number>\d{0,2})"
    r"[\s.,_-]{0,2}\(?(?P<letter>[a-h])\)?(?![^\W_])"
    r"|(?<![\w.,+-])(?P<own>\d{1,2})[.-]?\(?(?P<its>[a-g]|(?-i:H))\)?(?![\w+-])"
    r"(?!\s(?:conv|array|tensor|pool|batch|cnn|image|input|plot|kernel|dim)))",
    re.IGNORECASE,
)
_BEFORE_NUMBER = re.compile(
    r"(?<![\w'.])(?:(?P<large>[A-H])|[\"'(\[](?P<small>[A-Ha-h])[\"')\]])\s{0,4}[:=,]?\s{0,2}$"
)
"""Right before its number: `C: 0.9795`, `'c': 0.9795`."""
_FIRST = re.compile(
    r"\W{0,12}(?:\(?(?P<marked>[a-h])\)|(?P<large>[A-DF-H](?=\s?:)|[B-DF-H](?=\s\d))(?:\s?:|\s)"
    r"|(?P<called>[B-H])\s{1,3}(?=(?:max|best|final|last|test|acc|accuracy|val)\b))"
)
"""A line's: "(c) best 0.9812", "C 3 0.9786". An E may well count epochs, an A begin a sentence."""
_ID = re.compile(r"(\d{1,2})([a-h])")


@dataclass(frozen=True)
class Label:
    """A problem as a student writes it."""

    letter: str
    """Lower-case."""
    number: str = ""
    """That it has before the letter; "" where only the letter is written."""


class Labels:
    """The problems that one line names."""

    def __init__(self, line: str) -> None:
        self._line = line
        named = [
            (m.end(), Label((m["letter"] or m["its"]).lower(), m["number"] or m["own"] or ""))
            for m in _NAMED.finditer(line)
        ]
        if not named and (first := _FIRST.match(line)):
            named = [(first.end(), Label(next(filter(None, first.groups())).lower()))]
        self._ends = [end for end, _ in named]
        self._labels = [label for _, label in named]

    def before(self, at: int) -> Label | None:
        """Give the one that stands nearest before a place."""
        if found := self.right_before(at):
            return found
        near = bisect_right(self._ends, at)
        return self._labels[near - 1] if near else None

    def right_before(self, at: int) -> Label | None:
        """Give the one that a number follows at once."""
        near = bisect_right(self._ends, at)
        if near and not self._line[self._ends[near - 1] : at].strip(" :=,-\t"):
            return self._labels[near - 1]
        found = _BEFORE_NUMBER.search(self._line[max(0, at - 8) : at])
        return Label((found["large"] or found["small"]).lower()) if found else None

    @property
    def only(self) -> Label | None:
        """The one that the line is about, if it names just one."""
        return self._labels[0] if len(set(self._labels)) == 1 else None


def is_about(label: Label, problem_id: str) -> bool | None:
    """Tell whether a label means a problem; `None` for ids that are no number and letter."""
    own = _ID.fullmatch(problem_id.lower())
    if own is None:
        return None
    return label.letter == own[2] and label.number in ("", own[1])
