"""What does grading produce? Outcomes of checks, trainings, problems and whole submissions."""

import math
from typing import Literal, Self

from grader.network_spec import LayerSpec, OptimizerSpec, ScheduleSpec, Shape
from grader.records import Record, StudentText

RuleName = Literal[
    "submission",
    "model",
    "allowed-layers",
    "shapes",
    "hidden-units",
    "hidden-layers",
    "parameters",
    "required-layers",
    "optimizer",
    "scheduler",
    "training",
    "accuracy",
    "claims",
    "sweep",
]
"""Stable names: results files, tests and course staff's scripts rely on them."""

Metric = Literal["final_test_accuracy", "best_test_accuracy"]


class CheckResult(Record):
    """One rule held against one network."""

    rule: RuleName
    outcome: Literal["passed", "failed", "skipped"]
    message: StudentText
    """One sentence with the number and the limit."""
    measured: int | float | None = None
    limit: int | float | None = None
    advice: StudentText | None = None
    """What to do about it; only where there is something to do."""
    points: float | None = None
    """Points this check earned; `None` where the rubric gives none for it."""
    max_points: float | None = None

    @classmethod
    def passed(
        cls,
        rule: RuleName,
        message: str,
        *,
        measured: float | None = None,
        limit: float | None = None,
        advice: str | None = None,
    ) -> Self:
        """Build the result of a rule that holds."""
        return cls(
            rule=rule,
            outcome="passed",
            message=message,
            measured=measured,
            limit=limit,
            advice=advice,
        )

    @classmethod
    def failed(
        cls,
        rule: RuleName,
        message: str,
        *,
        measured: float | None = None,
        limit: float | None = None,
        advice: str | None = None,
    ) -> Self:
        """Build the result of a broken rule; `advice` says what the student can do."""
        return cls(
            rule=rule,
            outcome="failed",
            message=message,
            measured=measured,
            limit=limit,
            advice=advice,
        )

    @classmethod
    def skipped(cls, rule: RuleName, message: str) -> Self:
        """Build the result of a rule that an earlier failure leaves undecided."""
        return cls(rule=rule, outcome="skipped", message=message)


class EpochRecord(Record):
    """One line of the log, as students know it from their own loops."""

    epoch: int
    """From 1."""
    train_loss: float
    """Mean over the epoch's images, measured while training (dropout on)."""
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    """Correctly classified test images / all test images, 0 to 1, in `eval()` mode."""
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    """`None` unless the rubric holds images out of the training set."""
    seconds: float


class TrainingResult(Record):
    """One network trained once, from one seed."""

    seed: int
    epochs: tuple[EpochRecord, ...]
    diverged_in_epoch: int | None = None
    """The epoch in which the loss stopped being finite; `None` when all went well."""

    @property
    def final_test_accuracy(self) -> float | None:
        """Accuracy after the last mandated epoch; `None` when the training diverged."""
        if self.diverged_in_epoch is not None or not self.epochs:
            return None
        return self.epochs[-1].test_accuracy

    @property
    def best_test_accuracy(self) -> float | None:
        """Highest accuracy after any epoch; `None` when the training diverged."""
        if self.diverged_in_epoch is not None or not self.epochs:
            return None
        return max(epoch.test_accuracy for epoch in self.epochs)

    def metric(self, name: Metric) -> float | None:
        """Read the accuracy that the rubric scores."""
        if name == "final_test_accuracy":
            return self.final_test_accuracy
        return self.best_test_accuracy


class SweepPoint(Record):
    """One value of a sweep: what the grader measured beside what the student handed in."""

    p: float
    measured: float | None
    """Test accuracy; `None` when that training diverged."""
    claimed: float | None


HowFound = Literal["name", "heading", "order", "rules", "picked"]
"""By a name of the rubric, a heading, its place among the answers, what it fits, or by a person."""

RecipePart = Literal["optimizer", "schedule", "epochs", "batch_size"]

FlagKind = Literal[
    "stale-optimizer",
    "two-optimizers",
    "early-stopping",
    "sweep-on-other-layers",
    "hard-coded-batch-size",
    "unmodified-sample",
    "other-normalization",
    "other-split",
    "other-loss",
    "never-eval",
    "accumulated-batches",
    "taken-as",
    "cells-out-of-order",
]
"""Stable names, as those of rules are."""


class Flag(Record):
    """Something about an answer that a person should know; costs no points by itself."""

    kind: FlagKind
    message: StudentText
    """One sentence, with the line."""


class Claim(Record):
    """The test accuracy that the student says the network reached."""

    accuracy: float
    """A fraction, 0 to 1."""
    where: StudentText
    """Where it is said: "test_accuracy_2c, line 9", "the output of cell 7"."""
    doubt: StudentText | None = None
    """Why it may not be about what the grader measures; completes "the claim ..."."""


class Candidate(Record):
    """A network that may be meant for a problem."""

    pick: StudentText
    """What `--pick PROBLEM=` takes for it: "41", in a notebook "5:3", of several "net.py:41"."""
    shown: StudentText
    """What it is, and where: "model, cell 5, line 3: 784-100-10, trained for 12 epochs"."""


class NetworkSummary(Record):
    """A network and its sizes, for reports."""

    layers: tuple[LayerSpec, ...]
    output_shapes: tuple[Shape, ...]
    """Shape after each layer for one image; shorter than `layers` when a layer does not fit."""
    parameters: int
    hidden_units: int
    hidden_layers: int
    multiply_adds: int
    """Of one forward pass over one image, in Linear and Conv2d layers."""
    optimizer: OptimizerSpec | None
    """As trained, the rubric's where the student gave none; `None` when not worked out."""
    schedule: ScheduleSpec | None
    epochs: int
    batch_size: int


class ProblemGrade(Record):
    """One problem of one submission."""

    id: str
    title: str
    outcome: Literal["graded", "checked", "not_graded"]
    """`checked`: the rules alone were asked for."""
    reason: StudentText | None = None
    """Why it is not graded; `None` otherwise."""
    points: float | None
    """`None` unless graded: what was not graded has no points, not zero of them."""
    max_points: float
    extra_credit: bool = False
    checks: tuple[CheckResult, ...]
    network: NetworkSummary | None = None
    found: StudentText | None = None
    """Which network was taken, from where, and why: "model_2c, line 7"."""
    how: HowFound | None = None
    """In one word; `None` where no network was found."""
    assumed: tuple[RecipePart, ...] = ()
    """What the student may choose and the file does not tell: the rubric's was taken."""
    claim: Claim | None = None
    flags: tuple[Flag, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    """Where more than one network may be meant: all of them, the one taken first."""
    needs_person: StudentText | None = None
    """Why a person should look at the choice; `None` where it is certain."""
    trainings: tuple[TrainingResult, ...] = ()
    """One per seed; the first is the mandated seed's."""
    sweep: tuple[SweepPoint, ...] = ()
    accuracy: float | None = None
    """The one number that was scored, of all seeds together."""

    @property
    def failed_checks(self) -> tuple[CheckResult, ...]:
        """The rules this network breaks."""
        return tuple(check for check in self.checks if check.outcome == "failed")


class Provenance(Record):
    """What reproduces the numbers."""

    grader: str
    rubric: str
    rubric_sha256: str
    submission_sha256: str | None
    dataset: str
    dataset_sha256: str | None
    """Of images and labels as trained on; `None` when nothing was trained."""
    seeds: tuple[int, ...]
    sandbox: str
    image: str | None = None
    """The container image's digest; `None` for a sandbox that has none."""
    device: str | None
    device_name: str | None
    threads: int | None
    python: str
    torch: str | None
    torchvision: str | None
    cuda: str | None


class Grade(Record):
    """A submission after all its problems."""

    student: StudentText
    status: Literal["graded", "checked"]
    problems: tuple[ProblemGrade, ...]
    notes: tuple[StudentText, ...] = ()
    """What a reader should know about the file: statements that failed, a file that never ended."""
    provenance: Provenance
    seconds: float

    @property
    def points(self) -> float | None:
        """Sum over the problems; `None` for `grade check`."""
        if self.status != "graded":
            return None
        return math.fsum(problem.points or 0.0 for problem in self.problems)

    @property
    def max_points(self) -> float:
        """What full marks are, extra credit not counted."""
        return math.fsum(p.max_points for p in self.problems if not p.extra_credit)


class NotGraded(Record):
    """A submission not graded for a reason that is not the student's. Never a zero."""

    student: StudentText
    reason: StudentText
    problems: tuple[ProblemGrade, ...] = ()
    """Those that were finished all the same."""
    max_points: float
    notes: tuple[StudentText, ...] = ()
    provenance: Provenance | None = None
    seconds: float
