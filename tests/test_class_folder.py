import json
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from grader.class_folder import NOT_REACHED, ClassRun, read_results
from grader.class_results import StudentRow
from grader.errors import SandboxUnavailable, UsageError
from grader.extraction import Describer
from grader.submissions import SourceFile, Submission


@dataclass
class Handed:
    """A student whose file is in memory, or cannot be read."""

    student: str
    id: str | None = None
    email: str | None = None
    fails: Exception | None = None

    def read(self) -> Submission:
        if self.fails is not None:
            raise self.fails
        return Submission(self.student, (SourceFile(self.student.encode()),), id=self.id)


@dataclass
class Watching:
    """Progress that remembers who was finished, and may do something then."""

    finished: list[str] = field(default_factory=list)
    then: Callable[[], None] = lambda: None

    def say(self, text: str) -> None: ...
    def inform(self, text: str) -> None: ...
    def stage(self, student: str, text: str) -> None: ...
    def epoch_finished(self, label: str, epochs: int, record: Any) -> None: ...
    def training_ended(self, label: str) -> None: ...

    def student_finished(self, row: StudentRow) -> None:
        self.finished.append(row.student)
        self.then()


class Classroom:
    """Describes every file as the same network, unless it is told to fail for some."""

    def __init__(self, build: Any, fake_trainer: Any) -> None:
        self._build = build
        self.trainer = fake_trainer(lambda job: build.training(0.98))
        self.fails: dict[str, Exception] = {}
        self.progress = Watching()
        self.describes = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    sandbox = property(lambda self: self._build.sandbox())

    def describe(self, file: SourceFile, rubric: Any) -> Any:
        student = file.source.decode()
        self.describes.set()
        self.may_go_on.wait(20)
        if student in self.fails:
            raise self.fails[student]
        with Describer(self._build.sandbox(self._build.described())) as describer:
            return describer.describe(file, rubric)

    def close(self) -> None:
        self.may_go_on.set()

    def run(self, folder: Path | None, *roster: Handed, **options: Any) -> Any:
        course = self._build.course(self._build.rubric(), self._build.sandbox(), self.trainer)
        course = replace(course, describer=self, progress=self.progress, several=True)
        if folder is None:
            course = replace(course, trainer=None)
        return ClassRun(course, folder, at_once=3, **options).grade(roster)


@pytest.fixture
def classroom(build: Any, fake_trainer: Any) -> Classroom:
    return Classroom(build, fake_trainer)


def test_everybody_has_a_row_in_the_rosters_order_and_a_file(
    classroom: Classroom, tmp_path: Path
) -> None:
    names = [f"student-{n:02}" for n in range(12)]
    result = classroom.run(tmp_path, *(Handed(name, id=f"id-{name}") for name in names))
    assert [row.student for row in result.rows] == names
    assert {row.status for row in result.rows} == {"graded"}
    assert {row.points for row in result.rows} == {10}
    assert result.rows[3].id == "id-student-03"
    assert sorted(classroom.progress.finished) == names
    for name in names:
        document = read_results(tmp_path, name)
        assert document is not None
        assert document["score"] == 10


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SandboxUnavailable("no box"), "no box"),
        (RuntimeError("boo"), "a bug in the grader (RuntimeError)"),
        (MemoryError(), "a bug in the grader (MemoryError)"),
    ],
)
def test_what_befalls_one_student_leaves_the_others_alone(
    classroom: Classroom, tmp_path: Path, error: Exception, said: str
) -> None:
    classroom.fails["bob"] = error
    result = classroom.run(tmp_path, Handed("alice"), Handed("bob"), Handed("carol"))
    assert [row.status for row in result.rows] == ["graded", "not_graded", "graded"]
    bob = result.rows[1]
    assert bob.points is None
    assert said in bob.reason
    document = json.loads((tmp_path / "bob" / "results.json").read_text())
    assert "score" not in document
    assert said in document["output"]


def test_a_file_that_cannot_be_read_is_not_graded(classroom: Classroom, tmp_path: Path) -> None:
    gone = Handed("bob", fails=UsageError("bob.py: Input/output error"))
    result = classroom.run(tmp_path, Handed("alice"), gone)
    assert [row.status for row in result.rows] == ["graded", "not_graded"]
    assert result.rows[1].reason == "bob.py: Input/output error"
    assert read_results(tmp_path, "bob") is not None


def test_a_results_file_that_cannot_be_written_costs_nobody_else_anything(
    classroom: Classroom, tmp_path: Path
) -> None:
    (tmp_path / "bob").write_text("a file where a folder should be")
    result = classroom.run(tmp_path, Handed("alice"), Handed("bob"))
    assert [row.status for row in result.rows] == ["graded", "not_graded"]
    assert "cannot be written" in result.rows[1].reason


def test_a_check_writes_nothing_and_gives_no_points(classroom: Classroom, tmp_path: Path) -> None:
    result = classroom.run(None, Handed("alice"))
    assert [(row.status, row.points) for row in result.rows] == [("checked", None)]
    assert list(tmp_path.iterdir()) == []


def test_each_grade_is_handed_on_once(classroom: Classroom, tmp_path: Path) -> None:
    classroom.fails["bob"] = SandboxUnavailable("no box")
    seen: list[str] = []
    classroom.run(
        tmp_path,
        Handed("alice"),
        Handed("bob"),
        Handed("carol", fails=UsageError("gone")),
        on_finished=lambda grade: seen.append(grade.student),
    )
    assert sorted(seen) == ["alice", "bob", "carol"]


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """Have Ctrl-C interrupt, though whoever runs the tests in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_ctrl_c")
class TestInterrupted:
    def test_what_is_done_counts_and_the_rest_is_not_graded(
        self, classroom: Classroom, tmp_path: Path
    ) -> None:
        def after_two() -> None:
            if len(classroom.progress.finished) == 2:
                classroom.may_go_on.clear()
                signal.raise_signal(signal.SIGINT)

        classroom.progress.then = after_two
        names = [f"student-{n:02}" for n in range(30)]
        result = classroom.run(tmp_path, *map(Handed, names))
        assert result.interrupted
        assert [row.student for row in result.rows] == names
        graded = [row for row in result.rows if row.status == "graded"]
        left = [row for row in result.rows if row.status == "not_graded"]
        assert 2 <= len(graded) < 30
        assert len(graded) + len(left) == 30
        assert {row.reason for row in left} == {NOT_REACHED}
        assert {row.points for row in left} == {None}

    def test_a_student_cut_off_is_left_as_unfinished(
        self, classroom: Classroom, tmp_path: Path
    ) -> None:
        classroom.may_go_on.clear()
        classroom.fails["alice"] = RuntimeError("cut off")

        def interrupt() -> None:
            classroom.describes.wait(20)
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)  # type: ignore[arg-type]

        threading.Thread(target=interrupt).start()
        result = classroom.run(tmp_path, Handed("alice"))
        assert result.interrupted
        assert result.rows[0].reason == NOT_REACHED
        document = read_results(tmp_path, "alice")
        assert document is not None
        assert document["extra_data"]["status"] == "in_progress"


def test_a_report_that_cannot_be_shown_changes_nobodys_grade(
    classroom: Classroom, tmp_path: Path
) -> None:
    def fail(grade: Any = None) -> None:
        raise OSError(28, "No space left on device")

    classroom.progress.then = fail
    result = classroom.run(tmp_path, Handed("alice"), Handed("bob"), on_finished=fail)
    assert [row.status for row in result.rows] == ["graded", "graded"]
    document = read_results(tmp_path, "alice")
    assert document is not None
    assert document["score"] == 10
