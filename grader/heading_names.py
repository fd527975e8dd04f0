"""Which problem does a heading name? Read off its words alone; pure.

What a heading begins with counts: "2D: wider than 2C" is about 2D. Letters alone ("Problem C") name
a problem where no other problem has that letter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from grader.rubric import Problem

_ELSEWHERE = (
    "probl\u00e8me|problema|probleme|exercice|ejercicio|esercizio|exerc\u00edcio|aufgabe"
    "|\u00fcbung|teil|partie|opgave|uppgift|oppgave|opdracht|vraag|zadanie|\u00faloha"
    "|feladat|teht\u00e4v\u00e4|soru|quesito|punto|quest\u00e3o|pregunta|apartado|inciso"
    "|parte|\u0437\u0430\u0434\u0430\u0447\u0430"
    "|\u0437\u0430\u0434\u0430\u043d\u0438\u0435|\u0432\u043e\u043f\u0440\u043e\u0441"
    "|\u0447\u0430\u0441\u0442\u044c|\u95ee\u9898|\u554f\u984c|\u9898\u76ee|\u4efb\u52a1"
    "|\u5c0f\u9898|\u8ab2\u984c|\u8a2d\u554f|\uacfc\uc81c|\ubb38\uc81c|\ubb38\ud56d"
)
"""The same in other languages of courses."""
_AND = (
    "and|or|und|oder|et|ou|y|o|e|i|och|og|en|of|ve|ja"
    "|\u0438|\u0438\u043b\u0438|\u548c|\u4e0e|\u3068|\ubc0f|\uc640|\uacfc"
)
KEYWORD = rf"(?:problem|question|exercise|part|task|{_ELSEWHERE})"
"""What stands before a problem's number or letter."""
_TOP_KEYWORD = rf"(?:problem|question|exercise|{_ELSEWHERE})"
_ANY_KEYWORD = rf"(?:problem|question|exercise|part|task|section|{_ELSEWHERE})"
_TIGHT = r"(?: ?\(|[ ._-])?"
"""Within an id: "2C", "2 (c)", "2.C"."""
_WIDE = r"\s?[:,\u2013\u2014-]\s?"
_END = r"(?!\w)"
_CLOSED = r"(?=\s*(?:$|[]:.,;()[&/+\u2013\u2014-]))"
"""Nothing but punctuation behind it: the letter in "Problem 2: A network" is a word."""
_WORDS = "ai"
"""Letters that are words too."""
_GAP = r"\W{0,3}"
_NUMBER_AND_PART = re.compile(
    rf"\b{_ANY_KEYWORD}{_GAP}(\d{{1,3}})\W{{1,3}}{_ANY_KEYWORD}\b", re.IGNORECASE
)
_SOMETHING = re.compile(
    rf"\W*(?:{_ANY_KEYWORD}[\s(#]{{1,3}}(?:\d{{1,3}}{_TIGHT})?|q?\d{{1,3}}{_TIGHT})"
    rf"(?:[b-hj-z]{_END}|[ai]{_END}{_CLOSED})(?!\W*(?:of|in|for)\b)",
    re.IGNORECASE,
)
"""What a heading of a problem begins with that is none of the rubric's."""


@dataclass(frozen=True)
class Named:
    """The problem that a heading names."""

    problem: Problem
    at: int
    """Where in the heading it is named."""


@dataclass(frozen=True)
class _Marks:
    """How people write one problem, as patterns."""

    first: re.Pattern[str]
    """At the beginning of a heading."""
    anywhere: re.Pattern[str]
    joined: re.Pattern[str]
    """Right behind another one: " & D", "/2D", " and Problem D"."""


def problem_named(
    heading: str,
    problems: Sequence[Problem],
    number_above: str | None = None,
    *,
    deeper: bool = False,
) -> Named | None:
    """Tell which problem a heading names; `None` for none, or for more than one.

    Args:
        heading: "Problem C", "2C: a wide layer", "C.", "Part (g)".
        problems: whose ids and titles are looked for.
        number_above: of the heading that this one stands under: "3" makes "Part C" 3C.
        deeper: whether it stands below another problem's heading: "Part 2" is then a part of that.
    """
    if number := _NUMBER_AND_PART.search(heading):
        number_above = number[1]
    marks = [(p, _marks(p.id, _letter_is_its(p, problems, number_above), deeper)) for p in problems]
    begun = [(m.end(), p) for p, each in marks if (m := each.first.match(heading))]
    if begun:
        end, problem = max(begun, key=lambda each: each[0])
        others = (each for other, each in marks if other.id != problem.id)
        several = any(each.joined.match(heading, end) for each in others)
        return None if several else Named(problem, 0)
    if not _SOMETHING.match(heading):
        searched = [(p, m) for p, each in marks if (m := each.anywhere.search(heading))]
        if len(searched) > 1:
            return None
        for problem, match in searched:
            others = (each for other, each in marks if other.id != problem.id)
            several = any(each.joined.match(heading, match.end()) for each in others)
            return None if several else Named(problem, match.start())
    titled = [Named(p, at) for p in problems if (at := _find_title(p.title, heading)) is not None]
    return titled[0] if len(titled) == 1 else None


def _letter_is_its(problem: Problem, problems: Sequence[Problem], number_above: str | None) -> bool:
    """Whether the letter of an id such as "2C" alone means this problem."""
    numbered = _numbered(problem.id)
    if numbered is None:
        return False
    number, letter = numbered
    numbers = {n[1] for p in problems if (n := re.match(r"(\d+)", p.id))}
    if number_above in numbers:
        return number == number_above
    return sum(p.id.lower().endswith(letter.lower()) for p in problems) == 1


def _numbered(id_: str) -> tuple[str, str] | None:
    match = re.fullmatch(r"(\d+)\W?([A-Za-z])", id_)
    return (match[1], match[2]) if match else None


@lru_cache(maxsize=1024)
def _marks(id_: str, letter_is_its: bool, deeper: bool) -> _Marks:
    keyword = _TOP_KEYWORD if deeper else _ANY_KEYWORD
    inner = _TOP_KEYWORD if deeper else KEYWORD  # "in this section a network ..." is a sentence
    numbered = _numbered(id_)
    if numbered is not None:
        own = [_written(id_), *_with_keyword(*numbered)]
        first = [rf"(?:(?:{_ANY_KEYWORD}s?|q){_GAP})?{_written(id_)}", *own[1:]]
        anywhere = [rf"(?<![A-Za-z0-9.])q?{own[0]}", *(rf"\b{each}" for each in own[1:])]
        if letter_is_its:
            first += _lone(numbered[1], keyword, deeper=deeper)
            anywhere.append(rf"\b{_called(inner, numbered[1])}")
        short = rf"(?:{_written(id_)}|{_letter(numbered[1])})"
    elif re.fullmatch(r"\d+|[A-Za-z]", id_):
        first = _lone(id_, keyword, deeper=deeper)
        anywhere = [rf"\b{_called(inner, id_)}"]
        short = _letter(id_)
    else:
        first = [rf"(?:{_ANY_KEYWORD}s?{_GAP})?{_written(id_)}"]
        anywhere = [rf"(?<![A-Za-z0-9.]){_written(id_)}"]
        short = _written(id_)
    return _Marks(
        re.compile(rf"\W*(?:{'|'.join(first)})", re.IGNORECASE),
        re.compile("|".join(anywhere), re.IGNORECASE),
        re.compile(_joined(short), re.IGNORECASE),
    )


def _written(id_: str) -> str:
    """Match an id as people write it: "3G", "3 G", "3.g", "3(g)"."""
    parts = re.findall(r"\d+|[A-Za-z]+", id_)
    plain = _TIGHT.join(parts) + _END
    if parts[-1].lower() in _WORDS:  # "2 a network"
        return rf"(?:{_TIGHT.replace(' .', '.').join(parts)}{_END}|{plain}{_CLOSED})"
    return plain


def _with_keyword(number: str, letter: str) -> list[str]:
    """Match "Problem 2: C" and "Problem 2, Part C"."""
    before = rf"(?:{_ANY_KEYWORD}|q){_GAP}{number}"
    return [
        rf"{before}{_WIDE}{letter}{_END}{_CLOSED}",
        rf"{before}\W{{1,3}}{_called(_ANY_KEYWORD, letter)}",
    ]


def _lone(mark: str, keyword: str, *, deeper: bool) -> list[str]:
    """Match a letter or number that a heading begins with: "Problem C", "(C)", "C - wide"."""
    found = [_called(rf"{keyword}s?", mark)]
    if not deeper:
        found.append(rf"{mark}(?=\s*[.):]|\s*$)")
        if mark.isalpha():
            found.append(rf"(?-i:{mark.upper()})(?=\s+[\u2013\u2014-]|[\u2013\u2014-]\s)")
    return found


def _called(keyword: str, mark: str) -> str:
    """Match a keyword and a letter or number: "Problem C", "Part (g)"."""
    if mark.isdigit():
        return rf"{keyword}{_GAP}{mark}(?!\w|\W?\d)"
    if mark.lower() in _WORDS:
        capital = rf"[\s(#_]{{1,3}}(?-i:{mark.upper()}){_END}"
        return rf"{keyword}(?:{capital}|[\W_]{{1,3}}{mark}{_END}{_CLOSED})"
    return rf"{keyword}(?:[\W_]{{1,3}}|(?=(?-i:[A-Z]))){mark}{_END}"


def _letter(mark: str) -> str:
    return mark + _END + (_CLOSED if mark.isdigit() or mark.lower() in _WORDS else "")


def _joined(mark: str) -> str:
    """Match what makes two problems of one; "Problem 1, Part 2" is a part of the first."""
    strong = rf"(?:(?:{_AND}|to|through|versus|vs\.?)(?!\w)|[&/+])\s*(?:{_ANY_KEYWORD}\s*)?"
    weak = rf"(?:,(?:\s*(?:and|or)(?!\w)|\s*&)?|[\u2013\u2014-])\s*(?:{_TOP_KEYWORD}\s*)?"
    return rf"[])]?\s*(?:{strong}|{weak})\(?{mark}"


def _find_title(title: str, heading: str) -> int | None:
    words = re.findall(r"\w+", title)
    if len(words) < 2:
        return None
    found = re.search(r"(?<!\w)" + r"\W+".join(words) + _END, heading, re.IGNORECASE)
    return found.start() if found else None
