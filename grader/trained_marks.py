"""Does a student say which of several tries is handed in? "Final model", `model = model4`. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.heading_names import problem_named
from grader.places import cell_of
from grader.rubric import Problem
from grader.submissions import Cell
from grader.trained_places import Trained

_FINAL_NAME = re.compile(
    r"(?:^|_|\d)(?:final|submit|submission|submitted|chosen|selected)(?:_|\d|$)"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_THING = (
    r"(?:model|network|net|version|attempt|try|answer|submission|choice|cnn|mlp"
    r"|modell|netz|mod[e\u00e8]le|r[e\u00e9]seau|modelo|red|modello|rete|\u6a21\u578b|\u7f51\u7edc)"
)
_HEADING = re.compile(
    rf"\W*(?:(?:my|the|our)\s)?(?:final|chosen|submitted)\s{_THING}\b(?!\s(?:vs|versus|and|or)\b)"
    rf"|\W*(?:(?:my|the|our)\s)?(?:final|submission|abgabe)\W*$"
    rf"|\W*submission\s?:|\W*{_THING}\s(?:final|finale|d[e\u00e9]finitif|definitiv[oa])\b"
    rf"|\W*(?:finales?|endg[\u00fcu]ltiges?)\s{_THING}\b"
    r"|\W*\u6700[\u7ec8\u7d42]\w{0,6}$|\W*\ucd5c\uc885\s?\w{0,6}$"
    r"|.{1,200}[(<\[\u2190-]\W{0,4}(?:final|this one|submitted|submission)\W*$",
    re.IGNORECASE,
)
"""A heading that hands in what stands right below it: "Final model", "Attempt 2 (this one!)"."""
_TRY = (
    r"(?:attempt|try|trial|version|variant|model|net|network|experiment|option|versuch|variante"
    r"|modell|essai|mod[e\u00e8]le|intento|modelo|tentativa|tentativo|modello)"
    r"[ \t]{0,2}[#_-]?[ \t]?(\d{1,2})(?!\w|[.,]\d|\s?(?:layers?|units|epochs?|%))"
)
_HANDED_IN = (
    r"(?:submission|final|(?:the\s)?one\sto\sgrade|final\sanswer|answer|final\schoice|choice)"
)
_SAYS = (
    re.compile(
        rf"\b{_TRY}\*{{0,2}}\s(?:is|was)\s(?:my|the|our)\s(?:final\s)?{_HANDED_IN}\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b(?:submit|hand\sin|handing\sin|chose|grade|to\sgrade\sis|submission\sis|answer\sis)"
        rf"\s(?:only\s)?\*{{0,2}}{_TRY}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_TRY}\s(?:was|is)\s(?:the\s)?best[^.]{{0,20}}\bmy\s(?:final\s)?(?:model|answer)\b",
        re.I,
    ),
)
_ANY_TRY = re.compile(rf"\b{_TRY}", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?;\n]+\s|\n")
_CLAUSE = re.compile(r"[,:]\s")
_NOT = re.compile(r"\bnot\b|n't\b|\bbefore\b|\bold\b|\bif\b|\?", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+(.{1,300})$", re.MULTILINE)


@dataclass(frozen=True)
class Mark:
    """A network that its student calls the final one."""

    trained: Trained
    is_sure: bool
    """Whether it is named so; words may be about something else."""


def marked_final(
    several: Sequence[Trained], problem: Problem, problems: Sequence[Problem]
) -> Mark | None:
    """Find the network that a student calls the final one, where that is one alone.

    Args:
        several: networks trained for one problem, in the order of their training, in one file.
        problem: that they are for.
        problems: all of the rubric's.
    """
    said = set(_tries_in_prose(several, problem, problems))
    chosen = said if len(said) == 1 else set()
    named = [each for each in several if _is_named_final(each)]
    if len(named) == 1:
        return Mark(named[0], is_sure=True)
    for marked in (
        [each for each in several if _holds_the_rubrics_name(each, several, problem)],
        [each for each in several if chosen & _numbers_of(each)],
        [each for each in several if _HEADING.match(_heading_over(each))],
    ):
        if len(marked) == 1:
            return Mark(marked[0], is_sure=False)
    return None


def _is_named_final(trained: Trained) -> bool:
    names = [_HUMP.sub("_", name).lower() for run in trained.network.runs for name in run.names]
    return any(_FINAL_NAME.search(name) for name in names)


def _holds_the_rubrics_name(trained: Trained, several: Sequence[Trained], problem: Problem) -> bool:
    """Whether it was given the rubric's own name when all had been trained: `model = model4`."""
    over = max(run.last_statement for each in several for run in each.network.runs)
    lines = trained.each.file.source.split(b"\n")
    return any(
        name in problem.names.model
        and over < line <= len(lines)
        # Not by a loop over all of them, or on the way to something else.
        and lines[line - 1].replace(b" ", b"").startswith(name.encode() + b"=")
        for run in trained.network.runs
        for name, line in run.names.items()
    )


def _heading_over(trained: Trained) -> str:
    """Give the last heading of the cell that trains it; empty where it has none of its own."""
    cell = cell_of(trained.network.first.statement, trained.each.parts)
    return cell.headings[-1].text[:300] if cell is not None and cell.headings else ""


def _numbers_of(trained: Trained) -> set[str]:
    """Collect the numbers that a try goes by: "Attempt 2" above it, `net2`."""
    heading = _ANY_TRY.search(_heading_over(trained))
    found = {heading[1]} if heading is not None else set()
    for run in trained.network.runs:
        found |= {number[1] for name in run.names if (number := re.search(r"(\d{1,2})$", name))}
    return found


def _tries_in_prose(
    several: Sequence[Trained], problem: Problem, problems: Sequence[Problem]
) -> Iterator[str]:
    """Yield the numbers of tries that the text around them says are handed in."""
    for text in _texts_about(several, problems):
        for sentence in _SENTENCE.split(text):
            named = problem_named(sentence.strip(), problems)
            if named is not None and named.problem.id != problem.id:
                continue
            for clause in _CLAUSE.split(sentence):
                tries = {found[1] for found in _ANY_TRY.finditer(clause)}
                says = any(pattern.search(clause) for pattern in _SAYS)
                if says and len(tries) == 1 and not _NOT.search(clause):
                    yield tries.pop()


def _texts_about(several: Sequence[Trained], problems: Sequence[Problem]) -> Iterator[str]:
    """Yield what a notebook says right above the first of several tries, between them and below.

    Up to a heading of another problem, above and below.
    """
    file = several[0].each.file
    cells = [each for each in (_cell_of(each, file.cells) for each in several) if each is not None]
    if not cells:
        return
    first, last = cells[0].number, cells[-1].number
    for prose in file.prose:
        parts = _split_at_problems(prose.text, problems)
        if prose.cell == first - 1 and (len(parts) > 1 or first == 2):
            yield parts[-1]
        elif first <= prose.cell <= last:
            yield parts[0]


def _split_at_problems(text: str, problems: Sequence[Problem]) -> list[str]:
    parts, at = [], 0
    for heading in _MARKDOWN_HEADING.finditer(text):
        if problem_named(heading[1], problems) is not None:
            parts.append(text[at : heading.start()])
            at = heading.end()
    return [*parts, text[at:]]


def _cell_of(trained: Trained, cells: Sequence[Cell]) -> Cell | None:
    return cell_of(trained.network.first.statement, cells)
