"""Does every sandbox hold against hostile submissions? README.md tells what an attack looks like.

An honest file, the control, is described before, beside and after each attack: nothing of an attack
may be seen in it. And nothing may be left: no process, file or container, no change to the made-up
grader's machine (conftest.py), no call at its listeners.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_args

import pytest
from pydantic import Field, ValidationError, model_validator

from grader.description import BoundNumber, Description
from grader.errors import SandboxUnavailable
from grader.extraction import Describer, Extraction
from grader.layer_calls import layer_call
from grader.pipeline import Course, grade_submission
from grader.progress import Silent
from grader.records import Record
from grader.reports.gradescope import results_document, write_whole
from grader.results import Grade, HowFound, NotGraded, ProblemGrade, RuleName
from grader.rubric import Rubric
from grader.rubric_file import read_rubric
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.interface import Sandbox
from grader.submissions import SourceFile, Submission
from grader.training.data_folder import dataset_facts
from grader.training.launch import Trainer, TrainerPool

if TYPE_CHECKING:
    from tests.attacks.conftest import Victims

ATTACKS = Path(__file__).parent
PACKAGE = Path(sys.modules["grader"].__file__ or "").parent
LIBRARY = Path(sys.modules["pydantic"].__file__ or "").parents[1]
RUBRIC = read_rubric(ATTACKS / "rubric.toml")
CONTROL = Submission("control", (SourceFile((ATTACKS / "control.py").read_bytes()),))
TRACE = re.compile("grader[-_]was[-_]here")
WALL_SECONDS = 30.0
CLASS_WALL_SECONDS = 2.0

Kind = Literal["docker", "bubblewrap", "process"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_MARKS = {
    "docker": [pytest.mark.docker],
    "bubblewrap": [pytest.mark.bubblewrap],
    "process": [pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")],
}

IN_ONE_KIND = ("dry_run",)
"""Groups that attack our program and not its walls: it is the same in every kind, and a class with
all of them (below) runs in every kind."""
each_kind = pytest.mark.parametrize("kind", [pytest.param(k, marks=_MARKS[k]) for k in KINDS])
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/comm").exists(), reason="looks for survivors in /proc"
)


class Expected(Record):
    """A table of `expected.toml`; README.md explains the keys."""

    outcome: Literal["fits", "broken", "not_graded"]
    fails: Mapping[RuleName, str] = {}
    leaked: Literal[0, 1] | None = None
    note: str | None = None
    layers: list[str] | None = None
    how: HowFound | None = None
    after: str | None = None
    unconfined: bool = False
    sandboxes: Annotated[Sequence[Kind], Field(min_length=1)] = KINDS
    wall_seconds: float = WALL_SECONDS
    constants: bool = True
    may_be_cut_short: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.outcome == "broken") != bool(self.fails):
            raise ValueError("rules fail in what is broken, and only there")
        return self


@dataclass(frozen=True)
class Attack:
    """A hostile file, and what must become of it."""

    path: Path
    expected: Expected

    @property
    def name(self) -> str:
        """Group and name."""
        return f"{self.path.parent.name}/{self.path.stem}"

    def submission(self, victims: "Victims") -> Submission:
        """Hand the file in, knowing what it aims at."""
        source = self.path.read_bytes()
        if self.expected.constants:
            source = victims.first_line() + source
        return Submission(self.name.replace("/", "-"), (SourceFile(source),))


@cache
def all_attacks() -> dict[str, Attack]:
    """Find every attack of every group, by name."""
    found = {}
    for file in sorted(ATTACKS.glob("*/expected.toml")):
        for name, table in tomllib.loads(file.read_text()).items():
            try:
                expected = Expected.model_validate(table)
            except ValidationError as error:
                raise ValueError(f"{file}: [{name}]: {error}") from None
            attack = Attack(file.parent / f"{name}.py", expected)
            found[attack.name] = attack
    return found


def _in_every_kind() -> Iterator[object]:
    for kind in KINDS:
        for attack in all_attacks().values():
            is_elsewhere = attack.path.parent.name in IN_ONE_KIND and kind != "bubblewrap"
            if kind in attack.expected.sandboxes and not is_elsewhere:
                yield pytest.param(kind, attack, id=f"{kind}-{attack.name}", marks=_MARKS[kind])


@cache
def sandbox_of(kind: Kind) -> Sandbox:
    """Make a sandbox, or skip the test with the reason why there is none."""
    try:
        return choose_sandbox(kind).sandbox
    except SandboxUnavailable as error:
        pytest.skip(str(error))


class Remembering(Describer):
    """A describer that keeps what it said of each student."""

    def describe(self, file: SourceFile, rubric: Rubric) -> Extraction:
        """See `Describer.describe`."""
        self.said = super().describe(file, rubric)
        return self.said

    said: Extraction


@dataclass
class Boxes:
    """Warm boxes, kept from test to test: of one kind at a time, a box takes 300 MB."""

    _kind: Kind | None = None
    _open: dict[object, Remembering] = field(default_factory=dict)
    _controls: dict[object, bytes] = field(default_factory=dict)

    def get(self, kind: Kind, wall_seconds: float, *, beside: bool = False) -> Remembering:
        """Give the box for a limit of time, or one for the control alone."""
        if kind != self._kind:
            self.close()
            self._kind = kind
        key = "beside" if beside else wall_seconds
        if key not in self._open:
            # Never recycled: a new box in the middle of a test would look like one left behind.
            self._open[key] = Remembering(
                sandbox_of(kind), wall_seconds=wall_seconds, recycle_after=100_000
            )
            self._controls[key] = control_of(self._open[key])
        return self._open[key]

    def controls(self) -> set[bytes]:
        """Give what the control was in each box before it had seen an attack."""
        return set(self._controls.values())

    def close(self) -> None:
        """Close all boxes."""
        for describer in self._open.values():
            describer.close()
        self._open.clear()
        self._controls.clear()


@pytest.fixture(scope="module")
def boxes(victims: "Victims") -> Iterator[Boxes]:
    """Boxes that are started once the victims are there."""
    made = Boxes()
    yield made
    made.close()


def course(describer: Describer, trainer: Trainer | None = None) -> Course:
    """Put together what `grade` does for a run."""
    return Course(
        rubric_file=RUBRIC,
        facts=dataset_facts(RUBRIC.rubric.dataset, None),
        describer=describer,
        trainer=trainer,
        data_folder=None,
        progress=Silent(),
    )


def control_of(describer: Describer) -> bytes:
    """Describe the control, to the byte."""
    return describer.describe(CONTROL.files[0], RUBRIC.rubric).description.to_json()


@contextlib.contextmanager
def controls_beside(describer: Describer) -> Iterator[Future[set[bytes]]]:
    """Describe the control again and again in another box while something else goes on."""
    over = threading.Event()

    def until_over() -> set[bytes]:
        seen = {control_of(describer)}
        while not over.wait(0.5):
            seen.add(control_of(describer))
        return seen

    with ThreadPoolExecutor(1) as thread:
        seen = thread.submit(until_over)
        try:
            yield seen
        finally:
            over.set()


@dataclass(frozen=True)
class Traces:
    """What an attack could leave on the machine."""

    victims: str
    temporary: int
    """Entries of the temporary folder: a box may have one, and a new box another."""
    containers: int

    @classmethod
    def look(cls, victims: "Victims", kind: Kind) -> Self:
        """Take stock."""
        temporary = len(list(Path(str(victims.constants["TEMP"])).iterdir()))
        return cls(victims.fingerprint(), temporary, containers() if kind == "docker" else 0)


def containers() -> int:
    """Count the containers of this process."""
    from grader.sandbox.engine import connect
    from grader.sandbox.owner import OWNER_LABEL, this_process

    mine = {"label": f"{OWNER_LABEL}={this_process().to_label()}"}
    return len(connect().containers.list(all=True, filters=mine, ignore_removed=True))


def survivors(mark: object) -> list[int]:
    """List the processes, in whatever namespaces, with a thread that bears a name and lives."""
    deadline = time.monotonic() + 5  # one that is being killed may take its time
    while (found := _marked(str(mark))) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _marked(mark: str) -> list[int]:
    found = set()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            for thread in (folder / "task").iterdir():
                if (thread / "comm").read_text().strip() == mark:
                    state = (thread / "stat").read_text().rpartition(")")[2].split()[0]
                    found |= {int(folder.name)} if state not in "ZX" else set()
    return sorted(found)


def dropped_files() -> list[str]:
    """List, and remove, what attacks have left where others would find it."""
    import torch

    places = [LIBRARY, PACKAGE, Path(torch.__file__).parent, Path(os.__file__).parent]
    places += [path / "__pycache__" for path in places]
    places += [Path(path) for path in ("/tmp", "/var/tmp", "/dev/shm", "/dev", "/run", "/")]
    places += [Path.home(), Path.cwd(), ATTACKS]
    found = [path for place in places if place.is_dir() for path in _traces(place)]
    for path in found:
        with contextlib.suppress(OSError):
            Path(path).unlink()
    return found


def _traces(folder: Path) -> Iterator[str]:
    # Not by globbing, which takes a tenth of a second of each test.
    with os.scandir(folder) as entries:
        yield from (each.path for each in entries if TRACE.search(each.name))


@pytest.mark.parametrize(("kind", "attack"), list(_in_every_kind()))
def test_attack(kind: Kind, attack: Attack, victims: "Victims", boxes: Boxes) -> None:
    box = boxes.get(kind, attack.expected.wall_seconds)
    beside = boxes.get(kind, WALL_SECONDS, beside=True)
    traces = Traces.look(victims, kind)
    with controls_beside(beside) as seen_beside:
        if attack.expected.after is not None:
            first = all_attacks()[f"{attack.path.parent.name}/{attack.expected.after}"]
            box.describe(first.submission(victims).files[0], RUBRIC.rubric)
        grade = grade_submission(attack.submission(victims), course(box))
    description = box.said.description
    before, after = boxes.controls(), control_of(box)
    differences = [
        *unlike_expected(grade, description, attack.expected),
        *(["the control differs"] if {after} != before else []),
        *(["the control beside it differs"] if seen_beside.result() != before else []),
        *(f"left behind: {path}" for path in dropped_files()),
        *(f"process {pid} lives on" for pid in survivors(victims.constants["MARK"])),
        *(["somebody called at a listener"] if victims.visits() else []),
        *left_behind(traces, victims, kind),
    ]
    shown = [*(f"note: {note}" for note in grade.notes), *(_checks(grade.problems))]
    assert not differences, "\n".join(["", *differences, *shown])


def unlike_expected(
    grade: Grade | NotGraded, description: Description, expected: Expected
) -> Iterator[str]:
    """List what is not as `expected.toml` says."""
    if isinstance(grade, NotGraded):
        if expected.outcome != "not_graded":
            yield f"not graded: {grade.reason}"
        return
    (problem,) = grade.problems
    failed = {check.rule: check.message for check in problem.failed_checks}
    outcome = "broken" if failed else "fits"
    if outcome != expected.outcome:
        yield f"outcome is {outcome}, expected {expected.outcome}"
    if set(failed) != set(expected.fails):
        yield f"{sorted(failed)} fail, expected {sorted(expected.fails)}"
    for rule, piece in expected.fails.items():
        if piece not in failed.get(rule, ""):
            yield f"{rule}'s message lacks {piece!r}: {failed.get(rule)}"
    layers = [layer_call(layer) for layer in problem.network.layers] if problem.network else []
    if expected.layers is not None and layers != expected.layers:
        yield f"the layers are {layers}, expected {expected.layers}"
    if expected.how is not None and problem.how != expected.how:
        yield f"the network is found by {problem.how}, expected {expected.how}"
    if expected.leaked is not None:
        variable = description.variables.get("leaked")
        if not isinstance(variable, BoundNumber) or variable.value != expected.leaked:
            yield f"leaked is {variable}, expected {expected.leaked}"
    if expected.note is not None and not any(expected.note in note for note in grade.notes):
        yield f"no note says {expected.note!r}"
    if expected.note is None and description.failures:
        yield "a statement failed, and expected.toml gives no note for it"
    if not (expected.note or expected.may_be_cut_short or description.finished):
        yield "the file did not run to its end, and expected.toml gives no note for it"


def left_behind(before: Traces, victims: "Victims", kind: Kind) -> list[str]:
    """List what was not there before an attack."""
    deadline = time.monotonic() + 10  # the engine takes containers away in its own time
    while (found := list(_more(before, Traces.look(victims, kind)))) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.1)
    return found


def _more(before: Traces, after: Traces) -> Iterator[str]:
    if after.victims != before.victims:
        yield "a victim's files have changed"
    if after.temporary > before.temporary:
        yield f"{after.temporary - before.temporary} more in the temporary folder"
    if after.containers > before.containers:
        yield f"{after.containers - before.containers} more containers"


def _checks(problems: Sequence[ProblemGrade]) -> list[str]:
    return [f"{c.rule} {c.outcome}: {c.message}" for p in problems for c in p.checks]


def test_every_attack_says_what_must_become_of_it() -> None:
    files = {f"{path.parent.name}/{path.stem}" for path in ATTACKS.glob("*/*.py")}
    assert files == set(all_attacks())


def test_every_attack_begins_with_its_claim() -> None:
    mute = [
        each.name
        for each in all_attacks().values()
        if each.expected.constants and not each.path.read_bytes().startswith(b"# Holds: ")
    ]
    assert mute == []


def test_there_are_enough_attacks() -> None:
    assert len(all_attacks()) >= 80


def test_the_control_is_the_same_in_every_kind(victims: "Victims") -> None:
    seen = {}
    for kind in KINDS:
        try:
            sandbox = choose_sandbox(kind).sandbox
        except SandboxUnavailable:
            continue
        with Describer(sandbox) as describer:
            seen[kind] = control_of(describer)
    assert len(set(seen.values())) == 1, seen
    description = Description.from_json(next(iter(seen.values())))
    assert description.finished
    assert (description.failures, description.notes) == ((), ())


UNCONFINED = """
import ast, json, os, signal, sys
import torch.nn

for name, source, folder in json.load(sys.stdin):
    child = os.fork()
    if child == 0:
        said = open(sys.argv[1], "a")
        os.chdir(folder)
        signal.alarm(60)
        variables = {"__name__": "__main__"}
        for statement in ast.parse(source).body:
            try:
                exec(compile(ast.Module([statement], []), "submission.py", "exec"), variables)
            except BaseException:
                pass
        print(json.dumps([name, variables.get("leaked")]), file=said, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""
"""Runs harmless attacks as they are; once for all, because importing torch takes its time."""


def _unconfined() -> list[Attack]:
    return [each for each in all_attacks().values() if each.expected.unconfined]


@pytest.fixture(scope="module")
def without_walls(
    unguarded: "Victims", tmp_path_factory: pytest.TempPathFactory
) -> dict[str, object]:
    """What harmless attacks say of themselves when nothing stops them."""
    parent = tmp_path_factory.mktemp("unconfined")
    tasks = []
    for attack in _unconfined():
        folder = parent / attack.name
        folder.mkdir(parents=True)
        group, first = attack.path.parent.name, attack.expected.after
        chain = [all_attacks()[f"{group}/{first}"], attack] if first else [attack]
        for each in chain:
            tasks.append(
                (each.name, each.submission(unguarded).files[0].source.decode(), str(folder))
            )
    said = parent / "said"
    environment = {**os.environ, "HOME": str(unguarded.constants["HOME"])}
    subprocess.run(
        [sys.executable, "-c", UNCONFINED, str(said)],
        input=json.dumps(tasks).encode(),
        env=environment,
        cwd=parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=300,
        check=True,
    )
    return dict(json.loads(line) for line in said.read_text().splitlines())


@pytest.mark.parametrize("attack", [pytest.param(each, id=each.name) for each in _unconfined()])
def test_the_attack_works_unconfined(attack: Attack, without_walls: dict[str, object]) -> None:
    assert without_walls[attack.name] == 1


@pytest.mark.slow
@each_kind
def test_a_class_with_all_of_them(kind: Kind, victims: "Victims", tmp_path: Path) -> None:
    traces = Traces.look(victims, kind)
    with Describer(sandbox_of(kind), wall_seconds=CLASS_WALL_SECONDS) as describer:
        students = _class_list(victims)
        grades = [_grade_and_write(each, course(describer), tmp_path) for each in students]
    assert [grade.student for grade in grades] == [each.student for each in students]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({s.student for s in students})
    for grade in grades:
        document = json.loads((tmp_path / grade.student / "results.json").read_text())
        not_graded = isinstance(grade, NotGraded)
        assert (document["extra_data"]["status"] == "not_graded") == not_graded
    controls = [grade for grade in grades if grade.student.startswith("control")]
    assert all(isinstance(grade, Grade) for grade in controls)
    assert len({repr((grade.problems, grade.notes)) for grade in controls}) == 1
    assert dropped_files() == []
    assert survivors(victims.constants["MARK"]) == []
    assert left_behind(traces, victims, kind) == []


def _class_list(victims: "Victims") -> list[Submission]:
    """Seat a control after every tenth attack."""
    students = [Submission("control-first", CONTROL.files)]
    for number, attack in enumerate(all_attacks().values()):
        students.append(attack.submission(victims))
        if number % 10 == 9:
            students.append(Submission(f"control-{number}", CONTROL.files))
    return [*students, Submission("control-last", CONTROL.files)]


def _grade_and_write(each: Submission, of: Course, folder: Path) -> Grade | NotGraded:
    grade = grade_submission(each, of)
    write_whole(folder / each.student / "results.json", results_document(grade, RUBRIC.rubric))
    return grade


BESIDE_TRAINING = ("writing/poison_temp_files", "exhaustion/memory", "exhaustion/endless_loop")


@pytest.mark.slow
@each_kind
def test_a_control_is_as_accurate_as_ever(kind: Kind, victims: "Victims") -> None:
    sandbox = sandbox_of(kind)
    trainer = TrainerPool(sandbox, "cpu", size=1, data_folder=None)
    try:
        with (
            Describer(sandbox, wall_seconds=CLASS_WALL_SECONDS) as describer,
            Describer(sandbox) as other,
            ThreadPoolExecutor(1) as thread,
        ):
            before = grade_submission(CONTROL, course(describer, trainer))
            beside = thread.submit(grade_submission, CONTROL, course(other, trainer))
            attackers = [all_attacks()[name].submission(victims) for name in BESIDE_TRAINING]
            hostile = [grade_submission(each, course(describer, trainer)) for each in attackers]
            after = grade_submission(CONTROL, course(describer, trainer))
            controls = [before, beside.result(), after]
    finally:
        trainer.close()
    assert all(isinstance(grade, Grade) for grade in (*controls, *hostile)), hostile
    assert len({tuple(_losses(grade)) for grade in controls}) == 1
    (problem,) = before.problems
    assert problem.points == 10


def _losses(grade: Grade | NotGraded) -> Iterator[object]:
    """List what a training came to, epoch by epoch, to the last digit; not how long it took."""
    for problem in grade.problems:
        yield (problem.outcome, problem.points, problem.accuracy)
        for training in problem.trainings:
            yield from ((e.train_loss, e.test_loss, e.test_accuracy) for e in training.epochs)
