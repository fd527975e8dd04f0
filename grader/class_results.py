"""What does a class come to? A row per student, small enough to keep for a thousand of them."""

import hashlib
import json
from typing import Literal

from grader.layer_calls import layer_call
from grader.network_spec import LayerSpec
from grader.records import Record, StudentText
from grader.results import (
    Candidate,
    Grade,
    NetworkSummary,
    NotGraded,
    ProblemGrade,
    RuleName,
)
from grader.submissions import Submission

MAX_CANDIDATES = 8
"""Networks that are shown for one problem."""


class ProblemRow(Record):
    """One problem of one student."""

    id: str
    outcome: Literal["graded", "checked", "not_graded"]
    points: float | None
    """`None` unless graded."""
    max_points: float
    extra_credit: bool
    accuracy: float | None
    """The one number that was scored, 0 to 1; `None` without a training."""
    failed_rules: tuple[RuleName, ...]
    parameters: int | None = None
    hidden_units: int | None = None
    network: str | None = None
    """The same for two students whose layers are the same, whatever they are called."""
    layers: StudentText | None = None
    """The network's layers in words, cut where they become long: "Flatten, Linear(784, 100)"."""
    recipe: str | None = None
    """The same where optimizer, schedule, epochs and batch size are the same too."""
    needs_person: StudentText | None = None
    """Why a person should look at the choice; `None` where it is certain."""
    candidates: tuple[Candidate, ...] = ()
    """Of those, the networks that may be meant, the one taken first; not more than are shown."""


class StudentRow(Record):
    """One student."""

    student: StudentText
    """As the folder of the student's results is called."""
    id: StudentText | None = None
    """The student's number at the course site, where that gives one."""
    email: StudentText | None = None
    status: Literal["graded", "checked", "not_graded"]
    reason: StudentText | None = None
    """Why it is not graded; `None` otherwise."""
    points: float | None
    """`None` unless graded: never a zero."""
    max_points: float
    problems: tuple[ProblemRow, ...] = ()
    """All of the rubric's, in its order; of a student who is not graded, those that were done."""

    @property
    def unsettled(self) -> tuple[ProblemRow, ...]:
        """The problems for which a person should say which network is meant."""
        return tuple(problem for problem in self.problems if problem.needs_person is not None)


def student_row(submission: Submission, grade: Grade | NotGraded) -> StudentRow:
    """Keep of a finished submission what grade book and page have to know all at once."""
    return StudentRow(
        student=grade.student,
        id=submission.id,
        email=submission.email,
        status=grade.status if isinstance(grade, Grade) else "not_graded",
        reason=None if isinstance(grade, Grade) else grade.reason,
        points=grade.points if isinstance(grade, Grade) else None,
        max_points=grade.max_points,
        problems=tuple(problem_row(problem) for problem in grade.problems),
    )


def problem_row(problem: ProblemGrade) -> ProblemRow:
    """Keep of a problem what the class has to know of it."""
    network = problem.network
    return ProblemRow(
        id=problem.id,
        outcome=problem.outcome,
        points=problem.points,
        max_points=problem.max_points,
        extra_credit=problem.extra_credit,
        accuracy=problem.accuracy,
        failed_rules=tuple(dict.fromkeys(check.rule for check in problem.failed_checks)),
        parameters=network.parameters if network else None,
        hidden_units=network.hidden_units if network else None,
        network=network_fingerprint(network.layers) if network else None,
        layers=", ".join(layer_call(each) for each in network.layers) if network else None,
        recipe=recipe_fingerprint(network) if network else None,
        needs_person=problem.needs_person,
        candidates=problem.candidates[:MAX_CANDIDATES] if problem.needs_person else (),
    )


def network_fingerprint(layers: tuple[LayerSpec, ...]) -> str:
    """Digest layers by class and arguments; the names that an OrderedDict gives do not count."""
    plain = [layer.model_dump(mode="json", exclude={"name"}) for layer in layers]
    return _digest(plain)


def recipe_fingerprint(network: NetworkSummary) -> str:
    """Digest how a network is trained."""
    optimizer, schedule = network.optimizer, network.schedule
    return _digest(
        [
            optimizer.model_dump(mode="json") if optimizer else None,
            schedule.model_dump(mode="json", exclude={"name"}) if schedule else None,
            network.epochs,
            network.batch_size,
        ]
    )


def _digest(plain: object) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]
