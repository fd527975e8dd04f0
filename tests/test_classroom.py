"""Is every kind of hand-in graded as it should be? Whole files in, outcomes out.

A case is a folder `tests/classroom/<rubric>/<case>/`: `submission.py` or `submission.ipynb` as a
student hands it in, and `expected.toml` with what the grader must make of it (`Expected` below is
the format). The folder's name is the claim. `<rubric>` is a bundled one, or has a `rubric.toml`
beside its cases. A problem that `expected.toml` does not name is one the file has no answer to.
"""

import contextlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import pytest
from pydantic import Field, ValidationError, model_validator

from grader.extraction import Describer
from grader.layer_calls import layer_call
from grader.network_spec import RecordedSchedule
from grader.pipeline import Course, grade_submission
from grader.progress import Silent
from grader.records import Record
from grader.reports.gradescope import results_document
from grader.results import (
    CheckResult,
    FlagKind,
    Grade,
    HowFound,
    NetworkSummary,
    NotGraded,
    ProblemGrade,
    RecipePart,
    RuleName,
)
from grader.rubric_file import RubricFile, find_rubric, read_rubric
from grader.sandbox.choose import SandboxChoice, choose_sandbox
from grader.submissions import Submission, read_submission
from grader.training.data_folder import dataset_facts
from grader.training.launch import Trainer, TrainerPool

CLASSROOM = Path(__file__).parent / "classroom"

Pieces = str | Annotated[list[str], Field(min_length=1)]
"""What a text must contain."""
Rates = list[float] | list[list[float]]
"""A value per epoch; for several parameter groups, a list of those."""


class Group(Record):
    """A parameter group: options that must have these values, parameters it must hold."""

    parameters: list[str] | None = None
    options: Mapping[str, bool | int | float | list[float] | None] = {}


class Understood(Record):
    """What the grader must have read off the file. Every key that is there is compared."""

    layers: list[str] | None = None
    """As torch would write them, defaults left out: "Linear(784, 100)"."""
    names: list[str] | None = None
    """As the Sequential names them, dotted where nested."""
    layer_options: Mapping[str, Mapping[str, bool | int | float | str | list[int] | None]] = {}
    """Position of a layer, from 1 -> arguments it must have."""
    parameters: int | None = None
    hidden_units: int | None = None
    hidden_layers: int | None = None
    epochs: int | None = None
    batch_size: int | None = None
    optimizer: str | None = None
    groups: list[Group] | None = None
    schedule: str | None = None
    """Class of the schedule; "none" where there must be none."""
    by_epoch: Mapping[str, Rates] = {}
    """Option -> its values from epoch 1 on, as many as are given."""


class ExpectedProblem(Record):
    outcome: Literal["fits", "broken", "graded", "not_graded"]
    fails: Mapping[RuleName, Pieces] = {}
    """Exactly the rules that fail -> pieces of the message."""
    advice: Mapping[RuleName, Pieces] = {}
    """Rules of either kind -> pieces of what the student is told to do, or told beside."""
    says: Mapping[RuleName, Pieces] = {}
    """Rules that do not fail -> pieces of the message."""
    skips: list[RuleName] | None = None
    """Exactly the rules that are left undecided."""
    found: str | None = None
    how: HowFound | None = None
    at: str | None = None
    """Where the network is built, a piece of `found`: "line 12", "cell 5, line 3"."""
    assumed: list[RecipePart] | None = None
    """Exactly the parts of the recipe that the file does not tell."""
    flags: list[FlagKind] | None = None
    """Exactly the flags."""
    needs_person: bool | None = None
    claim: float | None = None
    """The test accuracy that the file says was reached; -1 where it must have none."""
    understood: Understood = Understood()
    points: float | None = None
    accuracy_from: float | None = None
    seeds: int | None = None
    """Trainings that decided."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.outcome == "broken" and not self.fails:
            raise ValueError("broken, but no rule is said to fail")
        if self.outcome == "fits" and self.fails:
            raise ValueError("fits, but a rule is said to fail")
        if (self.outcome == "graded") != (self.points is not None):
            raise ValueError("points belong to what is graded, and only to that")
        if set(self.says) & set(self.fails):
            raise ValueError("says is for rules that do not fail")
        return self


class Expected(Record):
    """`expected.toml`. Its tables are named after problems; `every` stands for all of them."""

    sandboxes: Annotated[Sequence[SandboxChoice], Field(min_length=1)] = ["auto"]
    trained: bool = False
    """Train on the rubric's data; otherwise the rules alone are checked."""
    slow: bool = False
    """Whether it takes more than ten seconds."""
    padded_to_bytes: int | None = None
    """Lengthen the file with a comment, so that the repository need not hold a large one."""
    notes: Sequence[str] = []
    """Pieces of notes that must be there."""
    note_count: int | None = None
    seconds_below: float | None = None
    problems: dict[str, ExpectedProblem]


class Case:
    """A folder of the classroom."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rubric = folder.parent.name
        self.expected = read_expected(folder / "expected.toml")

    def submission(self, folder: Path) -> Submission:
        """Read the file as `grade` does.

        Args:
            folder: an empty one, for a file that is to be lengthened first.
        """
        notebook = self.folder / "submission.ipynb"
        path = notebook if notebook.exists() else self.folder / "submission.py"
        if self.expected.padded_to_bytes is not None:
            short = path.read_bytes() + b"\n#"
            path = folder / "submission.py"
            path.write_bytes(short.ljust(self.expected.padded_to_bytes, b"."))
        return read_submission(path)


def read_expected(path: Path) -> Expected:
    table = tomllib.loads(path.read_text())
    own = {key: table.pop(key) for key in list(table) if key in Expected.model_fields}
    try:
        return Expected.model_validate(own | {"problems": table})
    except ValidationError as error:
        raise ValueError(f"{path}: {error}") from None


def all_cases() -> Iterator[object]:
    for file in sorted(CLASSROOM.glob("*/*/expected.toml")):
        case = Case(file.parent)
        for sandbox in case.expected.sandboxes:
            suffix = "" if sandbox == "auto" else f" in {sandbox}"
            needs = {"bubblewrap": pytest.mark.bubblewrap, "docker": pytest.mark.docker}
            marks = [needs[sandbox]] if sandbox in needs else []
            marks += [pytest.mark.slow] if case.expected.slow else []
            yield pytest.param(
                case, sandbox, id=f"{case.rubric}/{file.parent.name}{suffix}", marks=marks
            )


@cache
def rubric_named(name: str) -> RubricFile:
    own = CLASSROOM / name / "rubric.toml"
    return read_rubric(own if own.is_file() else find_rubric(name))


@pytest.fixture(scope="session")
def describer_in() -> Iterator[Callable[[SandboxChoice], Describer]]:
    """One warm box of each kind for all cases, as a class has."""
    with contextlib.ExitStack() as open_boxes:

        @cache
        def describer(choice: SandboxChoice) -> Describer:
            return open_boxes.enter_context(Describer(choose_sandbox(choice).sandbox))

        yield describer


@pytest.fixture(scope="session")
def trainer() -> Iterator[Trainer]:
    pool = TrainerPool(choose_sandbox("auto").sandbox, "cpu", size=1, data_folder=None)
    yield pool
    pool.close()


@pytest.mark.parametrize(("case", "sandbox"), list(all_cases()))
def test_classroom(
    case: Case,
    sandbox: SandboxChoice,
    describer_in: Callable[[SandboxChoice], Describer],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    rubric_file = rubric_named(case.rubric)
    expected = case.expected
    course = Course(
        rubric_file=rubric_file,
        facts=dataset_facts(rubric_file.rubric.dataset, None),
        describer=describer_in(sandbox),
        trainer=request.getfixturevalue("trainer") if expected.trained else None,
        data_folder=None,
        progress=Silent(),
    )
    grade = grade_submission(case.submission(tmp_path), course)
    differences = [*compare(grade, expected), *wording_faults(grade)]
    assert not differences, "\n".join(["", *differences, *notes_shown(grade)])
    json.dumps(results_document(grade, rubric_file.rubric), allow_nan=False).encode()


def compare(grade: Grade | NotGraded, expected: Expected) -> Iterator[str]:
    """List what is not as expected, all of it at once."""
    if isinstance(grade, NotGraded) and not grade.problems:
        yield f"not graded: {grade.reason}"
        return
    for piece in expected.notes:
        if not any(piece in note for note in grade.notes):
            yield f"no note says {piece!r}"
    if expected.note_count is not None and len(grade.notes) != expected.note_count:
        yield f"{len(grade.notes)} notes, expected {expected.note_count}"
    if expected.seconds_below is not None and grade.seconds >= expected.seconds_below:
        yield f"took {grade.seconds:.1f} s, expected less than {expected.seconds_below:g}"
    unknown = set(expected.problems) - {problem.id for problem in grade.problems} - {"every"}
    if unknown:
        yield f"the rubric has no problem {', '.join(sorted(unknown))}"
    for problem in grade.problems:
        wanted = expected.problems.get(problem.id, expected.problems.get("every"))
        found = compare_problem(problem, wanted) if wanted else compare_missing(problem)
        yield from (f"{problem.id}: {difference}" for difference in found)


def compare_missing(problem: ProblemGrade) -> Iterator[str]:
    failed = problem.failed_checks
    absent = ("the file has no", "there is no network for")
    if [check.rule for check in failed] != ["model"] or not any(
        words in failed[0].message for words in absent
    ):
        yield f"expected.toml does not mention it, but the file answers it: {shown(problem.checks)}"


def compare_problem(problem: ProblemGrade, expected: ExpectedProblem) -> Iterator[str]:
    outcome = problem.outcome
    if outcome == "checked":
        yield from _unlike("outcome", _fits_or_broken(problem), expected.outcome)
    else:
        yield from _unlike("outcome", outcome, expected.outcome)
        yield from _unlike("points", problem.points, expected.points)
    failed = {check.rule: check for check in problem.failed_checks}
    if set(failed) != set(expected.fails):
        yield f"expected {sorted(expected.fails)} to fail, not {shown(problem.failed_checks)}"
    checks = {check.rule: check for check in problem.checks}
    for rule, pieces in (*expected.fails.items(), *expected.says.items()):
        message = checks[rule].message if rule in checks else "(no such check)"
        yield from _lacking(f"{rule}'s message", message, pieces)
    for rule, pieces in expected.advice.items():
        advice = checks[rule].advice if rule in checks else None
        yield from _lacking(f"{rule}'s advice", advice or "(none)", pieces)
    if expected.skips is not None:
        skipped = sorted(check.rule for check in problem.checks if check.outcome == "skipped")
        yield from _unlike("skipped", skipped, sorted(expected.skips))
    if expected.found is not None:
        yield from _unlike("found", problem.found, expected.found)
    if expected.how is not None:
        yield from _unlike("how", problem.how, expected.how)
    if expected.at is not None and not _is_at(problem.found or "", expected.at):
        yield f"found is {problem.found!r}, expected it at {expected.at!r}"
    if expected.assumed is not None:
        yield from _unlike("assumed", sorted(problem.assumed), sorted(expected.assumed))
    if expected.flags is not None:
        yield from _unlike("flags", sorted({f.kind for f in problem.flags}), sorted(expected.flags))
    if expected.needs_person is not None:
        yield from _unlike("needs_person", problem.needs_person is not None, expected.needs_person)
    if expected.claim is not None:
        claimed = problem.claim.accuracy if problem.claim else -1
        yield from _unlike("claim", round(claimed, 6), round(expected.claim, 6))
    if expected.accuracy_from is not None and (problem.accuracy or 0) < expected.accuracy_from:
        yield f"accuracy {problem.accuracy}, expected at least {expected.accuracy_from}"
    if expected.seeds is not None:
        yield from _unlike("seeds", len(problem.trainings), expected.seeds)
    if expected.understood != Understood():
        if problem.network is None:
            yield "no network was found"
        else:
            yield from compare_network(problem.network, expected.understood)


def compare_network(network: NetworkSummary, expected: Understood) -> Iterator[str]:
    optimizer, schedule = network.optimizer, network.schedule
    seen: dict[str, object] = {
        "layers": [layer_call(layer) for layer in network.layers],
        "names": [layer.name for layer in network.layers],
        "parameters": network.parameters,
        "hidden_units": network.hidden_units,
        "hidden_layers": network.hidden_layers,
        "epochs": network.epochs,
        "batch_size": network.batch_size,
        "optimizer": optimizer.name if optimizer else None,
        "schedule": getattr(schedule, "name", "ReduceLROnPlateau") if schedule else "none",
    }
    for key, value in seen.items():
        wanted = getattr(expected, key)
        if wanted is not None:
            yield from _unlike(key, value, wanted)
    for position, options in expected.layer_options.items():
        layer = network.layers[int(position) - 1].model_dump(mode="json")
        for key, wanted in options.items():
            yield from _unlike(f"layer {position}'s {key}", layer.get(key), wanted)
    if expected.groups is not None:
        groups = optimizer.groups if optimizer else ()
        yield from _unlike("number of parameter groups", len(groups), len(expected.groups))
        for index, (group, like) in enumerate(zip(groups, expected.groups, strict=False), start=1):
            if like.parameters is not None:
                yield from _unlike(
                    f"group {index}'s parameters", list(group.parameters), like.parameters
                )
            for key, wanted in like.options.items():
                value = group.options.get(key)
                value = list(value) if isinstance(value, tuple) else value
                yield from _unlike(f"group {index}'s {key}", value, wanted)
    for key, rates in expected.by_epoch.items():
        yield from compare_rates(schedule, key, rates)


def compare_rates(schedule: object, key: str, expected: Rates) -> Iterator[str]:
    if not isinstance(schedule, RecordedSchedule):
        yield "no schedule was recorded"
        return
    groups = [group for group in expected if isinstance(group, list)] or [
        [rate for rate in expected if not isinstance(rate, list)]
    ]
    for index, (wanted, group) in enumerate(zip(groups, schedule.groups, strict=False), start=1):
        seen = [
            value if isinstance(value, int | float) else float("nan")
            for value in group.get(key, ())[: len(wanted)]
        ]
        if seen != pytest.approx(wanted):
            yield f"group {index}'s {key} by epoch is {seen}, expected {wanted}"


def wording_faults(grade: Grade | NotGraded) -> Iterator[str]:
    """List texts that no student should be shown."""
    texts = [*grade.notes]
    for check in (check for problem in grade.problems for check in problem.checks):
        texts += [check.message, check.advice or ""]
    for text in texts:
        for blot in ("Traceback", 'File "', "site-packages", "grader.", "  ", "\n", "pydantic"):
            if blot in text.strip():
                yield f"a student is shown {blot!r}: {text}"


def shown(checks: Iterable[CheckResult]) -> str:
    return "; ".join(f"{c.rule} {c.outcome}: {c.message} ({c.advice})" for c in checks) or "none"


def notes_shown(grade: Grade | NotGraded) -> list[str]:
    return [f"note: {note}" for note in grade.notes]


def _is_at(found: str, place: str) -> bool:
    """Whether a place stands in a text: "line 1" does not stand in "line 12"."""
    return re.search(rf"(?<!\w){re.escape(place)}(?!\w)", found) is not None


def _fits_or_broken(problem: ProblemGrade) -> str:
    return "broken" if problem.failed_checks else "fits"


def _unlike(what: str, found: object, expected: object) -> Sequence[str]:
    return [] if found == expected else [f"{what} is {found!r}, expected {expected!r}"]


def _lacking(what: str, text: str, pieces: Pieces) -> list[str]:
    wanted = [pieces] if isinstance(pieces, str) else pieces
    return [f"{what} lacks {piece!r}: {text}" for piece in wanted if piece not in text]
