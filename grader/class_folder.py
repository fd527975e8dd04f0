"""How is a class graded? Several students at a time; one bad file never stops the others."""

import contextlib
import json
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from grader.class_results import StudentRow, student_row
from grader.errors import GraderError, UsageError
from grader.pipeline import Course, grade_submission, say_bug
from grader.reports.gradescope import results_document, unfinished_document, write_whole
from grader.results import Grade, NotGraded, ProblemGrade
from grader.submissions import Submission

RESULTS_NAME = "results.json"
NOT_REACHED = "grading was interrupted before this submission was done; run the same command again"

AT_ONCE_SECONDS = 1.0
"""What is finished in less, from the store most likely, is written with what comes after it."""

log = logging.getLogger(__name__)

_ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM)

OnFinished = Callable[[Grade | NotGraded], None]


class HandedIn(Protocol):
    """A student's files, not read yet: a class may have a thousand."""

    @property
    def student(self) -> str:
        """Differs from all others of the class, and is fit for a folder's name."""

    @property
    def id(self) -> str | None:
        """The student's number at the course site."""

    @property
    def email(self) -> str | None:
        """The student's address there."""

    def read(self) -> Submission:
        """Read the files.

        Raises:
            GraderError: they are there and can't be read; not the student's fault.
        """


@dataclass(frozen=True)
class ClassResult:
    """What a class came to."""

    rows: tuple[StudentRow, ...]
    """One per student, in the order of the roster."""
    interrupted: bool = False


class ClassRun:
    """Grades the students of a class, several at a time.

    Args:
        course: rubric, boxes and trainer; they are closed when the run is interrupted.
        output_dir: where `<student>/results.json` goes; `None` for `grade check`.
        at_once: students in hand at a time.
        on_finished: given each student's grade, which is not kept; from one thread at a time.
    """

    def __init__(
        self,
        course: Course,
        output_dir: Path | None,
        *,
        at_once: int,
        on_finished: OnFinished = lambda grade: None,
    ) -> None:
        self._course = course
        self._output_dir = output_dir
        self._at_once = at_once
        self._on_finished = on_finished
        self._stopped = threading.Event()
        self._lock = threading.Lock()

    def grade(self, roster: Sequence[HandedIn]) -> ClassResult:
        """Grade everybody; Ctrl-C ends it early, with what is done until then.

        A student who is not reached has a row too, as not graded.
        """
        rows: dict[str, StudentRow] = {}
        waiting: list[Future[StudentRow | None]] = []
        workers = ThreadPoolExecutor(self._at_once, thread_name_prefix="student")
        try:
            for each in roster:
                waiting.append(workers.submit(self._grade_one, each))
            for future in as_completed(waiting):
                if (row := future.result()) is not None:
                    rows[row.student] = row
        except (KeyboardInterrupt, SystemExit):
            with _deaf_to_signals():
                self._stop(workers)
            for future in waiting:
                if not future.cancelled() and (row := future.result()) is not None:
                    rows[row.student] = row
        finally:
            workers.shutdown(cancel_futures=True)
        everybody = tuple(rows.get(each.student) or self._not_reached(each) for each in roster)
        return ClassResult(everybody, interrupted=self._stopped.is_set())

    def _stop(self, workers: ThreadPoolExecutor) -> None:
        self._stopped.set()
        workers.shutdown(wait=False, cancel_futures=True)
        # Whoever waits for a box or a trainer is told at once, and gives up.
        self._course.describer.close()
        if self._course.trainer is not None:
            self._course.trainer.close()
        workers.shutdown()

    def _grade_one(self, hand_in: HandedIn) -> StudentRow | None:
        """Grade a student, whatever happens. `None`: cut off by an interruption."""
        try:
            if self._stopped.is_set():
                return None
            row = self._read_and_grade(hand_in)
        except Exception as error:
            if self._stopped.is_set():
                return None
            if not isinstance(error, GraderError):
                log.exception("a bug, met while grading %s", hand_in.student)
            reason = str(error) if isinstance(error, GraderError) else say_bug(error)
            row = self._without_grade(hand_in, reason, write=True)
        if row is not None:
            with _told_apart_from_grading():
                self._course.progress.student_finished(row)
        return row

    def _read_and_grade(self, hand_in: HandedIn) -> StudentRow | None:
        submission = hand_in.read()
        grade = grade_and_write(submission, self._course, self._output_dir, self._stopped)
        if grade is None:
            return None
        self._hand_on(grade)
        return student_row(submission, grade)

    def _without_grade(self, hand_in: HandedIn, reason: str, *, write: bool = False) -> StudentRow:
        max_points = self._course.rubric.max_points
        grade = NotGraded(
            student=hand_in.student, reason=reason, max_points=max_points, seconds=0.0
        )
        if write and self._output_dir is not None:
            try:
                path = results_path(self._output_dir, hand_in.student)
                write_whole(path, results_document(grade, self._course.rubric))
            except OSError as error:
                log.warning("%s: %s", hand_in.student, error)
        self._hand_on(grade)
        nothing = Submission(hand_in.student, (), id=hand_in.id, email=hand_in.email)
        return student_row(nothing, grade)

    def _hand_on(self, grade: Grade | NotGraded) -> None:
        with self._lock, _told_apart_from_grading():
            self._on_finished(grade)

    def _not_reached(self, hand_in: HandedIn) -> StudentRow:
        # What is on the disk of this student stays: it may be all but finished.
        return self._without_grade(hand_in, NOT_REACHED)


@contextlib.contextmanager
def _told_apart_from_grading() -> Iterator[None]:
    """Keep a terminal that cannot be written to from changing anybody's grade."""
    try:
        yield
    except Exception:
        log.exception("a report could not be shown or kept")


@contextlib.contextmanager
def _deaf_to_signals() -> Iterator[None]:
    """Let nobody interrupt the ending: boxes would be left, and people without their grade book."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals come to the main thread alone
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _ENDING_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def grade_and_write(
    submission: Submission,
    course: Course,
    output_dir: Path | None,
    stopped: threading.Event | None = None,
) -> Grade | NotGraded | None:
    """Grade a submission; its results file is there from the first moment, and always whole.

    Args:
        submission: of one student.
        course: rubric, sandbox and trainer.
        output_dir: `None` writes nothing.
        stopped: set when the run is interrupted: what is cut off then is left as unfinished.

    Returns:
        `None` for a submission that an interruption has cut off.

    Raises:
        UsageError: the file cannot be written.
    """
    if output_dir is None:
        grade = grade_submission(submission, course)
        return None if _is_cut_off(grade, stopped) else grade
    path = results_path(output_dir, submission.student)
    started = time.monotonic()

    def write_unfinished(finished: Sequence[ProblemGrade]) -> None:
        seconds = time.monotonic() - started
        if finished and seconds < AT_ONCE_SECONDS:
            return
        document = unfinished_document(submission.student, finished, course.rubric, seconds)
        write_whole(path, document, durable=False)

    try:
        write_unfinished(())
        done = grade_submission(submission, course, write_unfinished)
        if _is_cut_off(done, stopped):
            return None
        write_whole(path, results_document(done, course.rubric))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return done


def results_path(output_dir: Path, student: str) -> Path:
    """Where a student's results are."""
    return output_dir / student / RESULTS_NAME


def read_results(output_dir: Path, student: str) -> dict[str, Any] | None:
    """Read back what was written of a student; `None` when there is nothing that can be read."""
    try:
        found = json.loads(results_path(output_dir, student).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _is_cut_off(grade: Grade | NotGraded, stopped: threading.Event | None) -> bool:
    return stopped is not None and stopped.is_set() and isinstance(grade, NotGraded)
