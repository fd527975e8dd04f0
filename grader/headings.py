"""Which part of a notebook is about which problem? Read off its headings; pure.

A heading that names a problem begins its section. Sub-headings ("Training") stay in it. A heading
that ranks above it, names another problem, or announces an example ends it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.rubric import Problem
from grader.submissions import COMMENT, Cell, Heading

_TOP_KEYWORD = r"(?:problem|question|exercise)"
_KEYWORD = r"(?:problem|question|exercise|part|task)"
_EXAMPLE = re.compile(r"\b(?:sample|examples?|demo|starter|tutorial|template)\b", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"(?:{_KEYWORD}|section|q)?\W{{0,3}}(\d{{1,3}})(?![\w])(?!\W?[a-z]\b)", re.IGNORECASE
)
_SOME_PROBLEM = re.compile(rf"{_KEYWORD}\W{{0,3}}\w{{1,3}}\b|\d+[a-z]\b", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """Cells one below the other that are about one problem, or that only show how it is done."""

    problem_id: str | None
    """`None` for an example that came with the assignment."""
    heading: str
    """That says so."""
    first_line: int
    end: int
    """First line of the cell after it; beyond the file for the last one."""

    def __contains__(self, line: int) -> bool:
        """Whether a line is in it."""
        return self.first_line <= line < self.end


@dataclass(frozen=True)
class _Announced:
    problem_id: str | None
    heading: Heading


def find_sections(cells: Sequence[Cell], problems: Sequence[Problem]) -> tuple[Section, ...]:
    """List the parts of a notebook that are about one of the problems or an example, in order."""
    found: list[Section] = []
    for cell, announced in zip(cells, _announced(cells, problems), strict=True):
        last = found[-1] if found else None
        if last is not None and last.end == END:
            if announced is not None and announced.problem_id == last.problem_id:
                continue
            found[-1] = Section(last.problem_id, last.heading, last.first_line, cell.first_line)
        if announced is not None:
            words = announced.heading.text
            found.append(Section(announced.problem_id, words, cell.first_line, END))
    return tuple(found)


END = 2**62
"""A line beyond all files."""


def _announced(cells: Sequence[Cell], problems: Sequence[Problem]) -> Iterator[_Announced | None]:
    """Say for every cell which problem it is about."""
    current: _Announced | None = None
    numbers: dict[int, str] = {}
    """Level of a heading -> the number it begins with: "Problem 3" above "Part G"."""
    for cell in cells:
        for heading in cell.headings:
            numbers = {level: n for level, n in numbers.items() if level < heading.level}
            above = next((numbers[level] for level in sorted(numbers, reverse=True)), None)
            current = _after(heading, current, above, problems)
            if numbered := _NUMBERED.match(heading.text.strip()):
                numbers[heading.level] = numbered[1]
        yield current


def _after(
    heading: Heading,
    current: _Announced | None,
    number_above: str | None,
    problems: Sequence[Problem],
) -> _Announced | None:
    """Decide what the cells below a heading are about."""
    level = current.heading.level if current else COMMENT
    if heading.level == COMMENT and level < COMMENT:
        return current  # the text has said what this is about
    deeper = heading.level > level
    if _EXAMPLE.search(heading.text):
        return current if deeper else _Announced(None, heading)
    is_example = current is not None and current.problem_id is None
    inside = deeper and not is_example
    problem = problem_named(heading.text, problems, number_above, deeper=inside)
    if problem is not None:
        return _Announced(problem.id, heading)
    if heading.level < level:
        return None
    if not deeper and (is_example or _SOME_PROBLEM.search(heading.text)):
        return None
    return current


def problem_named(
    heading: str,
    problems: Sequence[Problem],
    number_above: str | None = None,
    *,
    deeper: bool = False,
) -> Problem | None:
    """Tell which problem a heading names; `None` for none, or for more than one.

    Args:
        heading: "Problem C", "2C: a wide layer", "C.", "Part (g)".
        problems: whose ids and titles are looked for.
        number_above: of the heading that this one stands under: "3" makes "Part C" 3C.
        deeper: whether it stands below another problem's heading: "Part 2" is then a part of that.
    """
    for names in (_named_by_id, _named_by_letter, _named_by_title):
        named = [p for p in problems if names(heading, p, problems, number_above, deeper)]
        if len(named) > 1:
            # "2D: wider than 2C" is about what it begins with.
            first = [p for p in named if _begins_with(p, heading)]
            return first[0] if len(first) == 1 else None
        if named:
            return named[0]
    return None


def _begins_with(problem: Problem, heading: str) -> bool:
    begins = rf"\W*(?:{_KEYWORD}\W*)?{_id(problem)}\s*[:.)\u2013\u2014-]"
    return re.match(begins, heading, re.IGNORECASE) is not None


def _id(problem: Problem) -> str:
    """Match an id as people write it: "3G", "3 G", "3.g", "3(g)"."""
    parts = re.findall(r"\d+|[A-Za-z]+", problem.id)
    return r"(?: ?\(| |[._-])?".join(parts)


def _named_by_id(
    heading: str,
    problem: Problem,
    problems: Sequence[Problem],
    number_above: str | None,
    deeper: bool,
) -> bool:
    own = rf"(?<![A-Za-z0-9.]){_id(problem)}(?!\w)"
    if not re.fullmatch(r"\d+|[A-Za-z]", problem.id):
        return bool(re.search(own, heading, re.IGNORECASE))
    return _alone(re.escape(problem.id), heading, deeper)


def _named_by_letter(
    heading: str,
    problem: Problem,
    problems: Sequence[Problem],
    number_above: str | None,
    deeper: bool,
) -> bool:
    numbered = re.fullmatch(r"(\d+)\W?([A-Za-z])", problem.id)
    if numbered is None:
        return False
    number, letter = numbered.groups()
    numbers = {n[1] for p in problems if (n := re.match(r"(\d+)", p.id))}
    if number_above in numbers:
        if number != number_above:
            return False
    elif sum(p.id.lower().endswith(letter.lower()) for p in problems) > 1:
        return False
    return _alone(letter, heading, deeper)


def _alone(mark: str, heading: str, deeper: bool) -> bool:
    """Whether a heading is about a lone letter or number: "Problem C", "(C)", "C. Wide"."""
    keyword = _TOP_KEYWORD if deeper else _KEYWORD
    if re.search(rf"\b{keyword}\W{{0,3}}{mark}(?!\w|\W?\d)", heading, re.IGNORECASE):
        return True
    alone = rf"\W*{mark}(?:\s*[.):]|\s*$)"
    return not deeper and re.match(alone, heading, re.IGNORECASE) is not None


def _named_by_title(
    heading: str,
    problem: Problem,
    problems: Sequence[Problem],
    number_above: str | None,
    deeper: bool,
) -> bool:
    title, words = (" ".join(re.findall(r"\w+", t.lower())) for t in (problem.title, heading))
    return " " in title and f" {title} " in f" {words} "
