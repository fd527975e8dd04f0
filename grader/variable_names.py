"""Which problem is a variable called after? `model_c`, `net_2e`, `modelProblemC`; pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from grader.rubric import Problem
from grader.script_headings import CALLED, NOT_A_PROBLEM

_PARTS = re.compile(r"\d+|[A-Z](?![a-z])|[A-Z]?[a-z]+")


def problem_of_variable(name: str, problems: Sequence[Problem]) -> Problem | None:
    """Tell which problem a variable's name means, or `None` for none or several.

    A whole id counts anywhere (`cnn_3g`, `model2d`), its letter as a word of its own where no other
    problem has that letter (`model_c`, `modelD`), a number alone behind a word for "problem".
    """
    parts = [part.lower() for part in _PARTS.findall(name[:100])]
    whole = [(len(ids), p) for p in problems if _has(parts, ids := _id_parts(p.id))]
    if whole:
        longest = max(length for length, _ in whole)
        named = [p for length, p in whole if length == longest]
        return named[0] if len(named) == 1 else None
    lettered = [p for p in problems if _has_letter(parts, p, problems)]
    return lettered[0] if len(lettered) == 1 else None


def _id_parts(id_: str) -> list[str]:
    return [part.lower() for part in re.findall(r"\d+|[A-Za-z]+", id_)]


def _has(parts: list[str], ids: list[str]) -> bool:
    """Whether a whole id stands among a name's parts."""
    lone = len(ids) == 1 and (ids[0].isdigit() or len(ids[0]) == 1)
    for at in range(len(parts) - len(ids) + 1):
        if parts[at : at + len(ids)] != ids:
            continue
        before = parts[at - 1] if at else ""
        if lone and ids[0].isdigit():
            if before in CALLED:
                return True
        elif lone:
            if before and not before.isdigit():
                return True
        elif before not in NOT_A_PROBLEM:  # conv2d
            return True
    return False


def _has_letter(parts: list[str], problem: Problem, problems: Sequence[Problem]) -> bool:
    """Whether the letter of an id such as "2C" stands alone, and means this problem alone."""
    ids = _id_parts(problem.id)
    if len(ids) != 2 or not ids[0].isdigit() or len(ids[1]) != 1:
        return False
    if sum(_id_parts(p.id)[-1:] == ids[1:] for p in problems) > 1:
        return False
    return any(part == ids[1] and not above.isdigit() for above, part in pairwise(parts))
