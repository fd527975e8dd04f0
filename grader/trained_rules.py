"""How far is a trained network from keeping a problem's rules about networks? Pure."""

import math
from collections.abc import Callable, Sequence

from grader.bindings import own_names
from grader.choosing import Answer
from grader.described_file import DescribedFile
from grader.description import Description
from grader.results import CheckResult
from grader.rubric import Problem, Rubric
from grader.trained_places import Trained
from grader.trained_recipe import trained_answer

Judge = Callable[[Answer, Problem], Sequence[CheckResult]]
"""Holds an answer against a problem's rules."""

STRUCTURE = frozenset(
    (
        *("allowed-layers", "shapes", "hidden-units"),
        *("hidden-layers", "parameters", "required-layers"),
    )
)
"""Rules about the network alone: a recipe that breaks one does not make it another's answer."""


class TrainedRules:
    """Holds trained networks against problems, each pair once.

    Args:
        rubric: the whole of it.
        judge: holds an answer against a problem's rules.
        train_images: of a problem's data.
    """

    def __init__(
        self, rubric: Rubric, judge: Judge, train_images: Callable[[Problem], int]
    ) -> None:
        self.rubric = rubric
        self.train_images = train_images
        self._judge = judge
        self._broken: dict[tuple[int, str], float] = {}

    def fits(self, trained: Trained, problem: Problem) -> bool:
        """Whether a network keeps the problem's rules about networks."""
        return self.how_far(trained, problem) == 0

    def strictest(self, trained: Trained, problems: Sequence[Problem]) -> str | None:
        """Name the problem with the smallest budget that a network fits."""
        fitting = [problem for problem in problems if self.fits(trained, problem)]
        return min(fitting, key=budget).id if fitting else None

    def nearest(self, trained: Trained, problems: Sequence[Problem]) -> str | None:
        """Name the problem of its kind whose rules a network is nearest to; `None`: none is."""
        wanted = trained.network.is_convolutional
        kind = [problem for problem in problems if is_convolutional(problem) == wanted]
        if not any(is_convolutional(problem) == wanted for problem in self.rubric.problems):
            kind = list(problems)  # it can be meant for nothing else
        if not kind:
            return None
        return min(kind, key=lambda problem: (self.how_far(trained, problem), budget(problem))).id

    def how_far(self, trained: Trained, problem: Problem) -> float:
        """Measure how far a network is from keeping the rules about networks; 0: it keeps them."""
        key = (id(trained.network), problem.id)
        if key not in self._broken:
            answer = self.answer(trained, problem, "")
            self._broken[key] = (
                math.inf
                if isinstance(answer, CheckResult)
                else math.fsum(
                    _how_far(check)
                    for check in self._judge(answer, problem)
                    if check.rule in STRUCTURE and check.outcome != "passed"
                )
            )
        return self._broken[key]

    def answer(self, trained: Trained, problem: Problem, found: str) -> Answer | CheckResult:
        """Turn a network into an answer, or say why it is none; `found`: how it was found."""
        return trained_answer(
            trained.network,
            problem,
            _of_its_own(trained.each, problem, self.rubric),
            self.train_images(problem),
            found,
            trained.name,
        )


def budget(problem: Problem) -> tuple[float, float]:
    """Order problems by what they allow, the strictest first."""
    rules = problem.network
    units = float(rules.max_hidden_units or 2**62)
    parameters = float(rules.parameters_below or rules.parameters_exactly or 2**62)
    return units, parameters


def is_convolutional(problem: Problem) -> bool:
    """Whether a problem is about networks with convolutions."""
    return "Conv2d" in problem.network.allowed_layers


def _how_far(check: CheckResult) -> float:
    """Say how far a number is from its limit: 1,010 units are nearer to 1,000 than to 100."""
    if check.measured is None or check.limit is None or min(check.measured, check.limit) <= 0:
        return 1.0
    # Never nothing: a limit that is exclusive is broken by the limit itself.
    return abs(math.log(check.measured) - math.log(check.limit)) + 1e-6


def _of_its_own(each: DescribedFile, problem: Problem, rubric: Rubric) -> Description:
    """Keep of a file's variables those that are this problem's alone."""
    end = each.extraction.description
    own = {
        name
        for key in ("epochs", "batch_size", "test_accuracy", "dropout_sweep")
        for name in own_names(key, problem, rubric.problems)
    }
    if len([p for p in rubric.problems if p.sweep]) == 1 and problem.sweep:
        own |= set(problem.names.dropout_sweep)
    kept = {name: held for name, held in end.variables.items() if name in own}
    return end.model_copy(update={"variables": kept})
