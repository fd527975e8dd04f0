"""What happens when `grade` is given a folder? Everybody is graded, then reports are written."""

import contextlib
import fcntl
import json
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import click
from rich.console import Console
from rich.text import Text

from grader.class_folder import ClassResult, ClassRun, read_results
from grader.errors import UsageError
from grader.hand_ins.roster import Roster
from grader.reports.canvas_grade_book import CanvasFilled, fill_canvas_grade_book
from grader.reports.class_page import CLASS_PAGE_NAME, write_class_page
from grader.reports.class_progress import ClassProgress
from grader.reports.class_summary import show_class, show_class_check
from grader.reports.grade_book import GRADE_BOOK_NAME, write_grade_book
from grader.reports.gradescope import submission_document
from grader.reports.terminal import show_submission
from grader.results import Grade, NotGraded
from grader.rubric_file import RubricFile
from grader.workplace import Settings, open_course

CANVAS_GRADES = "canvas_grades.csv"
LOCK = ".lock"
INTERRUPTED = 130


@dataclass(frozen=True)
class Output:
    """What is shown and written."""

    as_json: bool = False
    verbose: bool = False
    quiet: bool = False
    canvas: Path | None = None
    """A grade book that Canvas has exported, to be filled."""
    canvas_column: str | None = None


def grade_class(file: RubricFile, roster: Roster, settings: Settings, output: Output) -> int:
    """Grade a class and write its grade book and page. Gives the exit code."""
    folder = settings.output_dir
    assert folder is not None
    if output.canvas is not None:
        _see_that_it_can_be_filled(output.canvas, folder, file, output)
    with _alone_in(folder):
        result, documents = _run(file, roster, settings, output)
        written = _write_reports(folder, result, file, output)
    with documents:
        if output.as_json:
            documents.print([row.student for row in result.rows])
        else:
            console = Console(highlight=False)
            show_class(console, result.rows, file.rubric)
            for line in written:
                console.print(Text(f"  {line}", style="dim"))
    if result.interrupted:
        _say_how_to_go_on(result, folder)
        return INTERRUPTED
    return 1 if any(row.status == "not_graded" for row in result.rows) else 0


def check_class(file: RubricFile, roster: Roster, settings: Settings, output: Output) -> int:
    """Hold a class against the rules alone. Gives the exit code."""
    result, documents = _run(file, roster, settings, output)
    with documents:
        if output.as_json:
            documents.print([row.student for row in result.rows])
        else:
            show_class_check(Console(highlight=False), result.rows)
    if result.interrupted:
        return INTERRUPTED
    broken = any(
        row.status == "not_graded" or any(problem.failed_rules for problem in row.problems)
        for row in result.rows
    )
    return 1 if broken else 0


def _run(
    file: RubricFile, roster: Roster, settings: Settings, output: Output
) -> tuple[ClassResult, "_Documents"]:
    errors = Console(stderr=True, highlight=False)
    count = len(roster.hand_ins)
    with ClassProgress(errors, count, quiet=output.quiet, verbose=output.verbose) as progress:
        students = "1 student" if count == 1 else f"{count:,} students"
        progress.inform(f"{students}: {roster.layout}")
        for remark in roster.passed_over:
            progress.inform(f"passed over: {remark}")
        if settings.picks.path is not None:
            progress.inform(f"picks: {settings.picks.path}")
        documents = _Documents(wanted=output.as_json)
        at_a_terminal = progress.console if sys.stdout.isatty() else None
        shown = at_a_terminal or Console(highlight=False)

        def finished(grade: Grade | NotGraded) -> None:
            documents.add(grade)
            if output.verbose and not output.as_json:
                show_submission(shown, grade, file.rubric, verbose=True)

        with open_course(file, settings, progress) as course:
            run = ClassRun(
                course,
                settings.output_dir,
                at_once=settings.students_at_once,
                on_finished=finished,
            )
            result = run.grade(roster.hand_ins)
    return result, documents


def _write_reports(
    folder: Path, result: ClassResult, file: RubricFile, output: Output
) -> list[str]:
    """Write grade book and page. Gives what to tell about them, a line each."""
    rubric, rows = file.rubric, result.rows
    try:
        write_grade_book(folder / GRADE_BOOK_NAME, rows, rubric)
        write_class_page(
            folder / CLASS_PAGE_NAME, rows, rubric, lambda student: read_results(folder, student)
        )
        said = [
            f"grade book: {folder / GRADE_BOOK_NAME}",
            f"to look at: {folder / CLASS_PAGE_NAME}",
        ]
        if output.canvas is not None:
            filled = fill_canvas_grade_book(
                output.canvas, folder / CANVAS_GRADES, rows, rubric, output.canvas_column
            )
            said += _say_canvas(folder / CANVAS_GRADES, filled)
    except OSError as error:
        raise UsageError(f"{error.filename or folder} cannot be written: {error}") from None
    return [*said, f"per student: {folder}/<student>/results.json"]


def _see_that_it_can_be_filled(
    canvas: Path, folder: Path, file: RubricFile, output: Output
) -> None:
    """Find out now that a grade book lacks the column, not when the night is over."""
    if canvas.resolve() == (folder / CANVAS_GRADES).resolve():
        raise UsageError(f"{canvas} is where the filled copy goes; name the exported file")
    with tempfile.TemporaryDirectory() as nowhere:
        written = Path(nowhere) / CANVAS_GRADES
        fill_canvas_grade_book(canvas, written, (), file.rubric, output.canvas_column)


def _say_canvas(written: Path, filled: CanvasFilled) -> list[str]:
    """Tell what was filled, and whose grades a person has to enter."""
    left = {
        "not graded, so left as they were": filled.not_graded,
        "without a row in it": filled.not_found,
        "of several rows, so left alone": filled.ambiguous,
        "excused or not assigned there, so left as they were": filled.kept,
    }
    return [
        f"for Canvas: {written}, {filled.filled} points in the column {filled.column!r}",
        *(f"  {why}: {', '.join(students)}" for why, students in left.items() if students),
        *([f"  {filled.points_differ}"] if filled.points_differ else []),
    ]


def _say_how_to_go_on(result: ClassResult, folder: Path) -> None:
    errors = Console(stderr=True, highlight=False)
    done = sum(row.status != "not_graded" for row in result.rows)
    errors.print(
        Text(
            f"grade: interrupted; {done} of {len(result.rows)} students are graded, and every "
            f"finished training is kept in {folder}. Go on with:",
            style="yellow",
        )
    )
    errors.print(Text(f"  {command_line()}"), soft_wrap=True)


def command_line() -> str:
    """Give the command that goes on where this one was interrupted."""
    # Without --force: it would begin from nothing once more.
    return shlex.join(["grade", *(each for each in sys.argv[1:] if each != "--force")])


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """See that no other class is being graded into the same folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"another grade is writing its results into {folder}; wait for it, or name "
                "another folder with --output-dir"
            ) from None
        except OSError:
            pass  # a file system that has no locks
        yield


class _Documents:
    """What `--json` prints, kept in a file until all are there: a class may have a thousand."""

    def __init__(self, *, wanted: bool) -> None:
        self._file: IO[bytes] | None = tempfile.TemporaryFile() if wanted else None  # noqa: SIM115 - closed on exit
        self._places: dict[str, tuple[int, int]] = {}

    def add(self, grade: Grade | NotGraded) -> None:
        """Keep a student's document."""
        if self._file is None:
            return
        text = json.dumps(submission_document(grade), indent=2, allow_nan=False).encode()
        self._places[grade.student] = (self._file.tell(), len(text))
        self._file.write(text)

    def print(self, students: Sequence[str]) -> None:
        """Print all documents as one, in an order of students."""
        assert self._file is not None
        click.echo('{"submissions": [', nl=False)
        separator = ""
        for student in students:
            if student in self._places:
                start, length = self._places[student]
                self._file.seek(start)
                click.echo(separator + self._file.read(length).decode(), nl=False)
                separator = ",\n"
        click.echo("]}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
