"""What does a student claim for an answer, and is it about what the grader measures? Pure."""

from collections.abc import Sequence
from dataclasses import replace

from grader.choosing import Answer
from grader.claims.choice import sweep_between
from grader.claims.owner import settled
from grader.claims.reading import read_claims
from grader.flags import sweep_of
from grader.places import cell_of
from grader.results import Claim, Flag, FlagKind
from grader.rubric import Problem

_DOUBTS: dict[FlagKind, str] = {
    "other-normalization": "was measured on images that are normalized in another way",
    "other-split": "comes from a training on another part of the images",
    "cells-out-of-order": "was printed by cells that ran out of order",
    "stale-optimizer": "was printed beside an optimizer that trained nothing here",
    "two-optimizers": "comes from a training with two optimizers",
    "other-loss": "comes from a training with another loss",
}
"""Flags that make a claim one about something else -> why; completes "the claim ..."."""


def with_claims(answer: Answer, problem: Problem, flags: Sequence[Flag]) -> Answer:
    """Complete an answer with what the file states beside its variables.

    Args:
        answer: to the problem.
        problem: whose sweep may be handed in as printed numbers.
        flags: of the answer: some make its claims be about something else.
    """
    claim = _settled(answer, problem)
    if claim is not answer.claim:
        answer = replace(answer, claim=claim)
    if claim is not None:
        doubts = [_DOUBTS[flag.kind] for flag in flags if flag.kind in _DOUBTS]
        claim = claim.model_copy(update={"doubt": doubts[0] if doubts else None})
        answer = replace(answer, claim=claim, test_accuracy=claim.accuracy)
    if problem.sweep is not None and answer.dropout_sweep is None:
        printed = _printed_sweep(answer, problem.sweep.values)
        if printed is not None:
            answer = replace(answer, dropout_sweep=printed, sweep_fault=None)
    return answer


def _settled(answer: Answer, problem: Problem) -> Claim | None:
    """Give the claim that is about this problem's network, unless a variable states one."""
    claim, each, trained = answer.claim, answer.file, answer.trained
    if answer.test_accuracy is not None or each is None or trained is None:
        return claim
    taken = (claim.accuracy, claim.where) if claim is not None else None
    claims = read_claims(each.file)
    found = settled(taken, claims, each, trained, problem.id, problem.score.metric)
    if found is None or found == taken:
        return claim if found is not None else None
    return Claim(accuracy=round(found[0], 6), where=found[1])


def _printed_sweep(answer: Answer, values: Sequence[float]) -> tuple[float, ...] | None:
    """Read a sweep's accuracies off what the file printed where it ran the sweep."""
    if answer.file is None or answer.trained is None:
        return None
    swept = sweep_of(answer.file, answer.trained)
    if swept is None:
        return None
    cells = answer.file.file.cells
    first, last = swept.statements
    start, end = cell_of(first, cells), cell_of(last, cells)
    begins = start.first_line if start is not None else first
    following = [cell.first_line for cell in cells if end is not None and cell.number > end.number]
    # The numbers are often shown by the cell below the one that made them.
    ends = following[1] if len(following) > 1 else 2**62
    claims = read_claims(answer.file.file)
    narrow = following[0] if following else 2**62
    return sweep_between(claims, begins, narrow, values) or sweep_between(
        claims, begins, ends, values
    )
