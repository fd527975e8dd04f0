import io
import threading
import time
from typing import Any

from rich.console import Console

from grader.class_results import ProblemRow, StudentRow
from grader.reports.class_progress import ClassProgress, outcome


def row(student: str, **changes: Any) -> StudentRow:
    return StudentRow(
        **{"student": student, "status": "graded", "points": 10.0, "max_points": 10.0, **changes}
    )


class Slow(io.StringIO):
    """A terminal at the far end of a slow line."""

    def write(self, text: str) -> int:
        time.sleep(0.0005)
        return super().write(text)


def test_many_who_finish_at_once_never_wait_for_each_other_for_good(build: Any) -> None:
    console = Console(file=Slow(), force_terminal=True, width=80)
    names = [f"student-{n:03}" for n in range(160)]
    with ClassProgress(console, len(names)) as progress:

        def finish(some: list[str]) -> None:
            for name in some:
                progress.stage(name, "running the file")
                progress.epoch_finished(f"{name} 2C", 2, build.epoch(1, 0.9))
                progress.training_ended(f"{name} 2C")
                progress.student_finished(row(name))

        threads = [
            threading.Thread(target=finish, args=(names[n::8],), daemon=True) for n in range(8)
        ]
        # As often as it can, the view is drawn by a thread of its own.
        progress._live._refresh_thread.refresh_per_second = 1000  # type: ignore[union-attr]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)


def test_a_log_counts_students_and_shows_markup_as_text() -> None:
    log = io.StringIO()
    with ClassProgress(Console(file=log, width=200), 2) as progress:
        progress.student_finished(row("[red]alice"))
        progress.student_finished(row("bob", status="not_graded", points=None, reason="no box [/]"))
    assert log.getvalue().splitlines() == [
        "[1/2] [red]alice  10 / 10",
        "[2/2] bob  not graded: no box [/]",
    ]


def test_quiet_prints_warnings_alone() -> None:
    log = io.StringIO()
    with ClassProgress(Console(file=log, width=200), 1, quiet=True) as progress:
        progress.inform("nobody reads this")
        progress.student_finished(row("alice"))
        progress.say("no safe sandbox")
    assert log.getvalue() == "no safe sandbox\n"


def test_a_check_that_finds_nothing_says_that_it_fits() -> None:
    assert outcome(row("alice", status="checked", points=None)).plain == "fits"


def test_who_needs_a_person_is_said_beside_the_points() -> None:
    problems = [
        ProblemRow(
            id=id_,
            outcome="graded",
            points=10.0,
            max_points=10.0,
            extra_credit=False,
            accuracy=None,
            failed_rules=(),
            needs_person=why,
        )
        for id_, why in (("2C", "two networks fit"), ("2D", None), ("2E", "none is trained"))
    ]
    assert outcome(row("ada", problems=tuple(problems))).plain == "10 / 10  2C, 2E need a person"
    assert outcome(row("bo", problems=tuple(problems[:2]))).plain == "10 / 10  2C needs a person"
