"""Of several networks trained for one problem, which counts, and is that certain? Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.results import HowFound
from grader.rubric import Problem
from grader.trained_claims import TrainedClaims
from grader.trained_marks import marked_final
from grader.trained_places import Trained
from grader.trained_rules import TrainedRules

_BETTER = 0.0005
"""Accuracy by which an earlier network must have done better to raise a doubt."""
_ROUNDING = 1e-9
"""0.9765 - 0.976 is a little more than 0.0005."""


@dataclass(frozen=True)
class Choice:
    """The network taken for a problem."""

    taken: Trained
    how: HowFound
    rivals: tuple[Trained, ...] = ()
    """Others that may be meant."""
    doubt: str | None = None
    """Why a person should look."""
    called_final: bool = False
    """Whether the file itself says that of several it is the one."""


def last_trained(
    several: Sequence[Trained],
    problem: Problem,
    how: HowFound,
    rules: TrainedRules,
    claims: TrainedClaims,
) -> Choice:
    """Take the last network of several for one problem, and see whether that is certain.

    Args:
        several: in the order of their training, at least one.
        problem: that they are for.
        how: they were found to be.
        rules: which one that keeps them comes first.
        claims: the file's own numbers, by which an earlier one may have done better.
    """
    fitting = [each for each in several if rules.fits(each, problem)] or list(several)
    enough = fitting
    if "epochs" not in problem.training.student_sets:
        mandated = problem.training.epochs
        enough = [each for each in fitting if each.network.epochs >= mandated]
        longest = max(each.network.epochs for each in fitting)
        enough = enough or [each for each in fitting if each.network.epochs == longest]
    known = [each for each in enough if each.name in problem.names.model]
    taken = enough[-1]
    if known and known[-1].network.epochs > taken.network.epochs:
        taken = known[-1]  # what came later was a trial
    files = len({id(each.each) for each in several})
    mark = marked_final(several, problem, rules.rubric.problems) if files == 1 else None
    if mark is not None and (mark.is_sure or mark.trained in enough):
        taken = mark.trained
    called_final = mark is not None and taken is mark.trained
    rivals = [each for each in fitting if each is not taken]
    which = "the last" if taken is several[-1] else f"{taken.where},"
    is_sure = called_final and mark is not None and mark.is_sure
    doubts = _doubts(taken, rivals, problem, claims, is_sure=is_sure)
    doubt = next((f"{which} is taken, but {why}" for why in doubts), None)
    if doubt is None and rivals and taken.each is not rivals[-1].each:
        doubt = f"they are in {files} files, and {which} is taken"
    count = f"{len({id(e) for e in (taken, *fitting)})} networks were trained for {problem.id}"
    said = None if doubt is None else f"{count}; {doubt}"
    return Choice(taken, how, tuple(rivals), said, called_final=called_final and bool(rivals))


def _doubts(
    taken: Trained,
    rivals: Sequence[Trained],
    problem: Problem,
    claims: TrainedClaims,
    *,
    is_sure: bool,
) -> Iterator[str]:
    """Say why another network may be meant; completes "it is taken, but ..."."""
    own = claims.claim_of(taken, problem)
    stated = {id(each): claims.claim_of(each, problem) for each in rivals}
    known = [(each, claim[0]) for each in rivals if (claim := stated[id(each)]) is not None]
    if own is not None and known:
        better, best = max(known, key=lambda pair: pair[1])
        if best > own[0] + _BETTER + _ROUNDING:
            yield (
                f"{better.where}, did better by its own numbers: "
                f"{100 * best:.2f}% against {100 * own[0]:.2f}%"
            )
    if is_sure:  # the student has said which
        return
    epochs = taken.network.epochs
    longer = [each for each in rivals if each.network.epochs > epochs]
    if longer and (own is None or stated[id(longer[-1])] is None):
        many = longer[-1].network.epochs
        yield f"{longer[-1].where}, was trained for {many} epochs, this one for {epochs}"
    beside = [each for each in rivals if each.network.epochs >= epochs and stated[id(each)] is None]
    names = set(taken.network.first.names)
    spot = (taken.network.first.statement, *taken.network.first.spot)
    for each in reversed(beside):
        run = each.network.first
        if each.each is taken.each and (run.statement, *run.spot) == spot:
            yield f"{each.where}, was trained by the same lines, in the same loop"
        elif not names & set(run.names) and taken.name not in problem.names.model:
            yield f"nothing says that {each.where}, is not meant"
