"""How far is the class? A live view in a terminal, a line per student in a log."""

import threading
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

from grader.class_results import StudentRow
from grader.progress import epoch_line
from grader.results import EpochRecord

MAX_STAGES = 8
"""Students shown who are looked at, beside those whose networks train."""


class ClassProgress:
    """One bar for the class with the time left, one per training, a line per student in hand.

    Args:
        console: on standard error.
        students: how many there are.
        quiet: nothing but warnings.
        verbose: epochs too, a line each.
    """

    def __init__(
        self, console: Console, students: int, *, quiet: bool = False, verbose: bool = False
    ) -> None:
        self._console, self._quiet, self._verbose = console, quiet, verbose
        self._students, self._done, self._not_graded = students, 0, 0
        self._stages: dict[str, str] = {}
        self._tasks: dict[str, object] = {}
        self._lock = threading.Lock()
        self._in_order = threading.Lock()
        self._whole = Progress(
            MofNCompleteColumn(),
            TextColumn("students"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("gone,"),
            # Of the whole run: students take turns in being quick and slow.
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            TextColumn("{task.fields[remark]}", markup=False, style="yellow"),
            console=console,
            speed_estimate_period=3600,
        )
        self._class = self._whole.add_task("", total=students, remark="")
        self._trainings = Progress(
            TextColumn(
                " {task.fields[label]}",
                markup=False,
                table_column=Column(no_wrap=True, overflow="ellipsis", max_width=40),
            ),
            BarColumn(bar_width=16),
            MofNCompleteColumn(),
            TextColumn("epochs {task.fields[accuracy]}", markup=False),
            console=console,
        )
        self._live = Live(
            get_renderable=self._view, console=console, refresh_per_second=4, transient=True
        )
        self._shown = console.is_terminal and not quiet

    def __enter__(self) -> Self:
        if self._shown:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._live.stop()

    @property
    def console(self) -> Console | None:
        """What prints above the view; `None` where there is no view to be spoiled."""
        return self._console if self._shown else None

    def say(self, text: str) -> None:
        """Print a sentence above the view."""
        self._console.print(Text(text, style="yellow"))

    def inform(self, text: str) -> None:
        """Print a sentence above the view, less loudly, and not at all when quiet."""
        if not self._quiet:
            self._console.print(Text(text, style="dim"))

    def stage(self, student: str, text: str) -> None:
        """Show where a submission is."""
        with self._lock:
            self._stages[student] = text

    def student_finished(self, row: StudentRow) -> None:
        """Move the bar, and print the student's points."""
        # Two locks: printing takes the view's own, and the view, drawn by a thread of its own under
        # that one, takes `_lock`. So nothing is printed under `_lock`; `_in_order` keeps lines in
        # the order of their numbers.
        with self._in_order:
            with self._lock:
                self._stages.pop(row.student, None)
                self._done += 1
                self._not_graded += row.status == "not_graded"
                remark = f"{self._not_graded} not graded" if self._not_graded else ""
                self._whole.update(self._class, completed=self._done, remark=remark)
            if not self._quiet:
                self._console.print(self._line(row))

    def epoch_finished(self, label: str, epochs: int, record: EpochRecord) -> None:
        """Move the training's bar."""
        with self._lock:
            if label not in self._tasks:
                self._tasks[label] = self._trainings.add_task(
                    "", total=epochs, label=label, accuracy=""
                )
                for student in self._stages:
                    if label.startswith(f"{student} "):
                        # Shown when none of the student's networks trains.
                        self._stages[student] = "waiting for a trainer"
            self._trainings.update(
                self._tasks[label],  # type: ignore[arg-type]
                completed=record.epoch,
                accuracy=f"{100 * record.test_accuracy:.2f}%",
            )
        if self._verbose:
            self._console.print(Text.assemble((label, "bold"), "  ", epoch_line(epochs, record)))

    def training_ended(self, label: str) -> None:
        """Take the bar away."""
        with self._lock:
            task = self._tasks.pop(label, None)
            if task is not None:
                self._trainings.remove_task(task)  # type: ignore[arg-type]

    def _line(self, row: StudentRow) -> Text:
        width = len(str(self._students))
        line = Text(f"[{self._done:>{width}}/{self._students}] ", style="dim")
        return line.append(row.student, style="bold not dim").append("  ").append_text(outcome(row))

    def _view(self) -> Group:
        with self._lock:
            looked_at = [
                Text(f" {student}  {text}", style="dim", no_wrap=True, overflow="ellipsis")
                for student, text in self._stages.items()
                if not any(label.startswith(f"{student} ") for label in self._tasks)
            ]
            return Group(self._whole, self._trainings, *looked_at[:MAX_STAGES])


def outcome(row: StudentRow) -> Text:
    """Say in a few words what became of a student."""
    said = _outcome(row)
    if unsettled := [problem.id for problem in row.unsettled]:
        need = "needs" if len(unsettled) == 1 else "need"
        said.append(f"  {', '.join(unsettled)} {need} a person", style="not bold not dim yellow")
    return said


def _outcome(row: StudentRow) -> Text:
    if row.status == "not_graded":
        return Text(f"not graded: {row.reason}", style="not bold yellow")
    if row.points is not None:
        failed = [problem.id for problem in row.problems if problem.failed_rules]
        line = Text(f"{row.points:g} / {row.max_points:g}", style="not bold not dim")
        return line.append(f"  {', '.join(failed)} failed", style="red") if failed else line
    broken = [
        f"{problem.id}: {', '.join(problem.failed_rules)}"
        for problem in row.problems
        if problem.failed_rules
    ]
    if not broken:
        return Text("fits", style="not bold green")
    return Text("; ".join(broken), style="not bold red")
