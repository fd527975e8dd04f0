"""What did the box say of a file? Its lines, read strictly, and how the file ended."""

import contextlib
import logging
import signal
from collections.abc import Sequence

from grader.describe_messages import DescribeEnd, DescribeMessage
from grader.description import Description
from grader.errors import SandboxUnavailable
from grader.history import History, Snapshot
from grader.inside_container.confine import CPU_SECONDS
from grader.inside_container.relay import INTERRUPTED, MAX_LINE_BYTES, OUT_OF_MEMORY
from grader.places import say_line
from grader.records import MalformedRecord
from grader.submissions import Cell
from grader.training_runs import TrainingRun

_RUN = b'{"run": '
"""What a line begins with that tells of a training."""

log = logging.getLogger(__name__)


class Transcript:
    """What a box has said of one file so far: what it had built counts, however the file ends.

    Args:
        wall_seconds: that the file may take.
        cells: of the notebook that the file was made of; a script has none.
    """

    def __init__(self, wall_seconds: float, cells: Sequence[Cell] = ()) -> None:
        self.line = 0
        """First line of the statement that was begun last."""
        self._wall_seconds = wall_seconds
        self._cells = tuple(cells)
        self._history = History(cells)
        self._description: Description | None = None
        self._broken_off: str | None = None
        self._runs: dict[int, TrainingRun] = {}

    def take(self, line: bytes) -> DescribeEnd | None:
        """Take in a line of the box; give the end if it is that.

        Raises:
            SandboxUnavailable: something that no student's file has had a chance to write.
        """
        kind, text = line[:1], line[1:]
        if kind == b"-":
            try:
                return DescribeEnd.from_json(text)
            except MalformedRecord as error:
                raise SandboxUnavailable(f"the sandbox cannot be understood: {error}") from None
        if kind != b"+":
            raise SandboxUnavailable("the sandbox cannot be understood: a line of no kind")
        if self._broken_off is None and not self.is_finished:
            self._take_message(text)
        return None

    def _take_message(self, text: bytes) -> None:
        try:
            if len(text) > MAX_LINE_BYTES:
                raise MalformedRecord(f"a line of {len(text):,} bytes")
            message = DescribeMessage.from_json(text)
        except MalformedRecord as error:
            log.info("a line that is no description: %s", error)
            if text.startswith(_RUN):
                return  # one training less to tell of
            if self._description is None:  # no statement of the file has run yet: it is ours
                raise SandboxUnavailable(f"a description cannot be understood: {error}") from None
            self._broken_off = f"{self.place} wrote into the grader's own channel"
            return
        if message.bug is not None:
            raise SandboxUnavailable(f"a bug in the grader, met after {self.place}: {message.bug}")
        if message.line is not None:
            self.line = message.line
            self._history.reach(message.line)
        if message.run is not None:
            self._runs[message.run.slot] = message.run
        if message.description is not None:
            self._history.take(message.description, len(text))
            self._description = _with_notes(Description.of(message.description, self._cells))

    @property
    def place(self) -> str:
        """Where the file is, as the student sees it."""
        return say_line(self.line, self._cells)

    @property
    def runs(self) -> tuple[TrainingRun, ...]:
        """What the file has trained."""
        return tuple(sorted(self._runs.values(), key=lambda run: run.number))

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """What the file had built before something of it was replaced."""
        return self._history.snapshots

    @property
    def dropped_snapshots(self) -> int:
        """How many of those there was no room for."""
        return self._history.dropped

    @property
    def is_finished(self) -> bool:
        """Whether the file has run to its end and is described."""
        return self._description is not None and self._description.finished

    def finish(self, end: DescribeEnd) -> Description:
        """Give the description, once the file has ended."""
        if self.is_finished and self._description is not None:
            return self._description
        if self._broken_off is not None:
            return self.cut_short(self._broken_off)
        if end.cause == "deadline":
            return self.cut_short(self.still_running())
        if end.cause == "flood":
            return self.cut_short(f"{self.place} flooded the grader with output")
        if end.status == -signal.SIGXCPU:
            return self.cut_short(f"{self.place} used up {CPU_SECONDS} s of processor time")
        if end.status == OUT_OF_MEMORY:
            return self.cut_short(f"{self.place} left no memory to go on with")
        if end.status == INTERRUPTED:
            return self.cut_short(f"{self.place}: the file's signal handlers interrupt everything")
        return self.cut_short(f"{self.place} ended Python ({_status(end.status)})")

    def without_end(self) -> Description:
        """Give the description of a file whose end the box failed to tell in time."""
        if self.is_finished and self._description is not None:
            return self._description
        return self.cut_short(self._broken_off or self.still_running())

    def still_running(self) -> str:
        """Say that the time is over."""
        return f"{self.place} was still running after {self._wall_seconds:g} s"

    def cut_short(self, note: str) -> Description:
        """Give what there is, with a note on why it isn't more."""
        nothing = Description.nothing().model_copy(update={"cells": self._cells})
        return _cut_short(self._description or nothing, note)


def _with_notes(description: Description) -> Description:
    line = description.not_utf8_line
    if line is None:
        return description
    place = description.place(line)
    note = f"{place} is not UTF-8; characters that cannot be read were replaced"
    return description.model_copy(update={"notes": (note,)})


def _cut_short(description: Description, note: str) -> Description:
    shown = f"the file did not run to its end: {note}"
    return description.model_copy(update={"notes": (*description.notes, shown), "finished": False})


def _status(status: int) -> str:
    if status < 0 or status > 128:
        number = -status if status < 0 else status - 128
        with contextlib.suppress(ValueError):
            return signal.strsignal(number) or f"signal {number}"
    return f"exit status {status}"
