"""A class as it might be: sixty students of CS155, graded, failing, alike, not graded."""

import json
import math
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from grader.class_results import StudentRow, student_row
from grader.network_size import hidden_layers, hidden_units, network_parameters, parameter_names
from grader.network_spec import LayerSpec, NetworkSpec
from grader.records import Record
from grader.reports.gradescope import results_document
from grader.results import (
    Candidate,
    CheckResult,
    Claim,
    EpochRecord,
    Flag,
    Grade,
    NetworkSummary,
    NotGraded,
    ProblemGrade,
    Provenance,
    SweepPoint,
    TrainingResult,
)
from grader.rubric import Problem, Rubric, RubricOptimizer
from grader.rubric_file import find_rubric, read_rubric
from grader.submissions import SourceFile, Submission

FIRST = (
    "Ada",
    "Amir",
    "Ana",
    "Bao",
    "Björn",
    "Chloé",
    "Dmitri",
    "Elif",
    "Eva",
    "Femi",
    "Hana",
    "Lin",
)
FAMILY = ("Holm", "Núñez", "Kowalska", "Okafor", "Rao")
NAMES = tuple(f"{first} {family}" for first in FIRST for family in FAMILY)


@dataclass(frozen=True)
class MadeUpClass:
    """What the reports are given."""

    rubric: Rubric
    rows: tuple[StudentRow, ...]
    documents: dict[str, dict[str, Any]]

    def load(self, student: str) -> dict[str, Any] | None:
        return self.documents.get(student)


def unsettle(problem: ProblemGrade, text: str = "", **changes: Any) -> ProblemGrade:
    """Make a problem one whose network was found by a heading, and may be another.

    Args:
        problem: of a report.
        text: stands in all that students have a say in.
        changes: of these fields.
    """
    unsettled = {
        "found": f"model{text}, cell 5, line 3, under the heading Problem C",
        "how": "heading",
        "assumed": ("batch_size",),
        "claim": Claim(accuracy=0.9791, where=f"the output of cell 7{text}"),
        "flags": (Flag(kind="never-eval", message=f"cell 7, line 9: never in eval(){text}"),),
        "candidates": (
            Candidate(pick="5:3", shown=f"model{text}, cell 5, line 3: 784-100-10"),
            Candidate(pick=f"my net{text}.ipynb:9:2", shown="net, cell 9, line 2: 784-60-40-10"),
        ),
        "needs_person": f"two networks fit{text}",
    }
    return problem.model_copy(update=unsettled | changes)


class _Layers(Record):
    layers: tuple[LayerSpec, ...]


class MakeClass:
    """Makes classes up, the same ones every time.

    Args:
        build: of the tests' common fixture.
    """

    def __init__(self, build: Any) -> None:
        self._build = build
        self._random = random.Random(7)

    def __call__(
        self,
        names: Sequence[str] = NAMES,
        rubric: Rubric | None = None,
        *,
        not_graded: int = 2,
        unsettled: Collection[str] = (),
    ) -> MadeUpClass:
        self._random.seed(7)
        rubric = rubric or read_rubric(find_rubric("cs155-set4")).rubric
        rows, documents = [], {}
        for position, name in enumerate(names):
            grade = self.grade(name, rubric, gives_out=position % 29 == 11 and not_graded > 0)
            if name in unsettled:
                first, *others = grade.problems
                grade = grade.model_copy(update={"problems": (unsettle(first), *others)})
            number = str(40_000 + position)
            submission = Submission(name, (SourceFile(b""),), id=number)
            rows.append(student_row(submission, grade))
            documents[rows[-1].student] = json.loads(json.dumps(results_document(grade, rubric)))
        return MadeUpClass(rubric, tuple(rows), documents)

    def grade(self, student: str, rubric: Rubric, *, gives_out: bool) -> Grade | NotGraded:
        problems = [self.problem(problem) for problem in rubric.problems]
        if gives_out:
            reason = "the container engine did not answer within 60 s"
            problems[-1] = problems[-1].model_copy(
                update={"outcome": "not_graded", "points": None, "reason": reason, "trainings": ()}
            )
            return NotGraded(
                student=student,
                reason=f"{problems[-1].id}: {reason}",
                problems=tuple(problems),
                max_points=rubric.max_points,
                seconds=60.0,
            )
        failed = "line 4 failed and was passed over: no module named 'google'"
        return Grade(
            student=student,
            status="graded",
            problems=tuple(problems),
            notes=(f"{failed} (from google.colab import drive)",) * self._random.choice([0, 0, 1]),
            provenance=PROVENANCE,
            seconds=12.5,
        )

    def problem(self, problem: Problem) -> ProblemGrade:
        chance = self._random.random()
        if chance < 0.04:
            advice = f"call the network {problem.names.model[0]}"
            missing = CheckResult.failed("model", "there is no such variable", advice=advice)
            return self.graded(problem, (missing,), 0.0)
        network = self.summary(problem)
        checks = [
            CheckResult.passed("model", f"an nn.Sequential (model_{problem.id.lower()}, line 9)"),
            CheckResult.passed("allowed-layers", f"{len(network.layers)} layers, all allowed"),
            CheckResult.passed("optimizer", "Adam, learning rate 0.001"),
        ]
        most = problem.network.max_hidden_units
        if most and chance < 0.12:
            said = f"{most + 28} hidden units; at most {most}"
            advice = "take 28 away; every Linear but the last counts"
            checks.append(CheckResult.failed("hidden-units", said, advice=advice))
            return self.graded(problem, tuple(checks), 0.0, network=network)
        trainings = self.trainings(problem, network.epochs)
        values = [each.metric(problem.score.metric) or 0.0 for each in trainings]
        accuracy = max(values)
        reached = [b.points for b in problem.score.bands if accuracy >= b.at_least]
        limit = problem.score.bands[0].at_least
        said = f"{accuracy:.2%} test accuracy (needs {limit:.2%})"
        made = (CheckResult.passed if reached else CheckResult.failed)("accuracy", said)
        points = reached[-1] if reached else 0.0
        checks.append(
            made.model_copy(update={"points": points, "max_points": problem.score.points})
        )
        sweep: tuple[SweepPoint, ...] = ()
        if problem.sweep is not None:
            sweep = tuple(self.sweep_point(p) for p in problem.sweep.values)
            said = "9 of 10 claims within 3 points of the retrained accuracy; at least 7"
            check = CheckResult.passed("sweep", said)
            checks.append(check.model_copy(update={"points": 4.0, "max_points": 4.0}))
            points += problem.sweep.points
        return self.graded(
            problem,
            tuple(checks),
            points,
            network=network,
            trainings=trainings,
            accuracy=accuracy,
            sweep=sweep,
        )

    def graded(
        self, problem: Problem, checks: tuple[CheckResult, ...], points: float, **more: Any
    ) -> ProblemGrade:
        return ProblemGrade(
            id=problem.id,
            title=problem.title,
            outcome="graded",
            points=points,
            max_points=problem.points,
            extra_credit=problem.extra_credit,
            checks=checks,
            found=f"model_{problem.id.lower()}, line 9",
            **more,
        )

    def summary(self, problem: Problem) -> NetworkSummary:
        most = problem.network.max_hidden_units
        if most is None:
            width = self._random.randrange(8, 40)
            calls = (
                ("Conv2d", 1, width, 3),
                ("BatchNorm2d", width),
                "ReLU",
                ("MaxPool2d", 2),
                ("Dropout", self._random.choice([0.1, 0.2, 0.3])),
                "Flatten",
                ("Linear", width * 13 * 13, 10),
            )
        else:
            deep = problem.network.min_hidden_layers or 1
            first = most if deep == 1 else most * self._random.randrange(50, 75) // 100
            widths = [784, first, *[(most - first) // max(deep - 1, 1)] * (deep - 1)]
            p = self._random.randrange(1, 30) / 100
            hidden = [
                call
                for before, after in pairwise(widths)
                for call in (("Linear", before, after), "ReLU", ("Dropout", p))
            ]
            kept = (
                hidden if self._random.random() < 0.5 else [c for c in hidden if c[0] != "Dropout"]
            )
            calls = ("Flatten", *kept, ("Linear", widths[-1], 10))  # type: ignore[assignment]
        text = json.dumps({"layers": self._build.layers(calls)}).encode()
        layers = _Layers.from_json(text).layers
        network = NetworkSpec(layers=layers, layer_count=len(layers))
        rate = self._random.choice([0.001, 0.001, 0.002, 0.0005, 0.003])
        adam = RubricOptimizer.model_validate({"name": "Adam", "lr": rate})
        return NetworkSummary(
            layers=layers,
            output_shapes=tuple((10,) for _ in layers),
            parameters=network_parameters(network),
            hidden_units=hidden_units(network),
            hidden_layers=len(hidden_layers(network)),
            multiply_adds=1_234_567,
            optimizer=adam.spec(parameter_names(network)),
            schedule=None,
            epochs=self._random.choice([10, 12, 20]),
            batch_size=32,
        )

    def trainings(self, problem: Problem, epochs: int) -> tuple[TrainingResult, ...]:
        bar = problem.score.bands[0].at_least
        end = bar + self._random.gauss(0.002, 0.0035)
        if self._random.random() < 0.03:
            end = 0.1135
        seeds = range(3 if abs(end - bar) < 0.003 else 1)
        return tuple(
            TrainingResult(
                seed=seed,
                epochs=tuple(self.epoch(n, epochs, end) for n in range(1, epochs + 1)),
            )
            for seed in seeds
        )

    def epoch(self, number: int, epochs: int, end: float) -> EpochRecord:
        left = math.exp(-4 * number / epochs)
        test = round(end - 0.06 * left * (end > 0.5) + self._random.gauss(0, 0.0007), 4)
        return EpochRecord(
            epoch=number,
            train_loss=0.02 + 0.9 * left,
            train_accuracy=min(1.0, test + 0.012 - 0.03 * left),
            test_loss=0.06 + 0.5 * left + 0.02 * number / epochs,
            test_accuracy=min(max(test, 0.0), 1.0),
            seconds=1.0,
        )

    def sweep_point(self, p: float) -> SweepPoint:
        measured = 0.1 if p == 1 else round(0.985 - 0.06 * p**3, 4)
        return SweepPoint(p=p, measured=measured, claimed=round(measured + 0.004, 4))


PROVENANCE = Provenance(
    grader="0",
    rubric="cs155-set4",
    rubric_sha256="0" * 64,
    submission_sha256=None,
    dataset="mnist",
    dataset_sha256=None,
    seeds=(0,),
    sandbox="process",
    device="cpu",
    device_name=None,
    threads=1,
    python="3.11",
    torch=None,
    torchvision=None,
    cuda=None,
)


@pytest.fixture(name="unsettle")
def unsettle_fixture() -> Callable[..., ProblemGrade]:
    return unsettle


@pytest.fixture
def make_class(build: Any) -> Callable[..., MadeUpClass]:
    return MakeClass(build)
