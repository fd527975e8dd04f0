"""How far is it? Live bars in a terminal, plain lines in a log; both on standard error."""

import threading
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from grader.class_results import StudentRow
from grader.progress import epoch_line
from grader.results import EpochRecord


class LiveProgress:
    """One bar per running training, and a line per epoch above them.

    Args:
        console: on standard error.
        quiet: neither bars nor lines; warnings are still printed.
    """

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._bars = Progress(
            TextColumn("{task.fields[label]}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("epochs"),
            TextColumn("{task.fields[accuracy]}", markup=False),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._tasks: dict[str, object] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def say(self, text: str) -> None:
        """Print a sentence above the bars."""
        self._console.print(Text(text, style="yellow"))

    def inform(self, text: str) -> None:
        """Print a sentence above the bars, less loudly, and not at all when quiet."""
        if not self._quiet:
            self._console.print(Text(text, style="dim"))

    def stage(self, student: str, text: str) -> None:
        """Print where a submission is, less loudly, and not at all when quiet."""
        self.inform(f"{student}: {text}")

    def student_finished(self, row: StudentRow) -> None:
        """Do nothing: the report follows at once."""

    def epoch_finished(self, label: str, epochs: int, record: EpochRecord) -> None:
        """Print the epoch as students' own loops do, and move its bar."""
        if self._quiet:
            return
        self._console.print(Text.assemble((label, "bold"), "  ", epoch_line(epochs, record)))
        with self._lock:
            if label not in self._tasks:
                self._tasks[label] = self._bars.add_task("", total=epochs, label=label, accuracy="")
            self._bars.update(
                self._tasks[label],  # type: ignore[arg-type]
                completed=record.epoch,
                accuracy=f"{100 * record.test_accuracy:.2f}%",
            )

    def training_ended(self, label: str) -> None:
        """Take the bar away."""
        with self._lock:
            task = self._tasks.pop(label, None)
            if task is not None:
                self._bars.remove_task(task)  # type: ignore[arg-type]
