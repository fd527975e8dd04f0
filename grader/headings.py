"""Which part of a notebook is about which problem? Read off its headings; pure.

A heading that names a problem begins its section. Sub-headings ("Training") stay in it. A heading
that ranks above it, names another problem, or announces an example ends it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.heading_names import KEYWORD, problem_named
from grader.rubric import Problem
from grader.submissions import BOLD, COMMENT, Cell, Heading

_EXAMPLE = re.compile(
    r"\b(?:sample|examples?|demo|starter|tutorial|template|exemples?|beispiele?|ejemplos?|esempio"
    r"|exemplo)\b|\u793a\u4f8b|\u4f8b\u5b50|\uc608\uc81c|\u043f\u0440\u0438\u043c\u0435\u0440",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"(?:{KEYWORD}|section|q)?\W{{0,3}}(\d{{1,3}})(?![\w])(?!\W?[a-z]\b)", re.IGNORECASE
)
_SOME_PROBLEM = re.compile(
    rf"{KEYWORD}\W{{0,3}}\w{{1,3}}\b|\bsection\W{{1,3}}[a-z]\b|\d+[a-z]\b", re.IGNORECASE
)


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
            words = " ".join(announced.heading.text.split())
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
        for heading in _without_lists(cell.headings, problems):
            numbers = {level: n for level, n in numbers.items() if level < heading.level}
            above = next((numbers[level] for level in sorted(numbers, reverse=True)), None)
            current = _after(heading, current, above, problems)
            if numbered := _NUMBERED.match(heading.text.strip()):
                numbers[heading.level] = numbered[1]
        yield current


def _without_lists(headings: Sequence[Heading], problems: Sequence[Problem]) -> Sequence[Heading]:
    """Leave out lines in bold that go through several problems with no code between: a summary."""
    bold = [heading for heading in headings if heading.level == BOLD]
    named = {n.problem.id for h in bold if (n := problem_named(h.text, problems)) is not None}
    return [h for h in headings if h.level != BOLD] if len(named) > 1 else headings


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
    is_example = current is not None and current.problem_id is None
    inside = deeper and not is_example
    named = problem_named(heading.text, problems, number_above, deeper=inside)
    # "Problem C: trained on 60,000 examples" is no example, "Example: Problem C" is one.
    example = _EXAMPLE.search(heading.text)
    if example and (named is None or example.start() < named.at):
        return current if deeper else _Announced(None, heading)
    if named is not None:
        return _Announced(named.problem.id, heading)
    if heading.level < level:
        return None
    if not deeper and (is_example or _SOME_PROBLEM.search(heading.text)):
        return None
    return current
