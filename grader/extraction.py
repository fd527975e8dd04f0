"""What did the student build? A submission goes into a sandbox, a description comes out."""

import base64
import json
import logging
import re
import threading
import time
from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol, Self

from grader.describe_messages import DescribeEnd, DescribeMessage, DescribeReady
from grader.description import Description, FileFault
from grader.errors import SandboxUnavailable
from grader.history import Snapshot
from grader.optimizers import OPTIMIZERS
from grader.records import MalformedRecord, Record
from grader.rubric import Problem, Rubric
from grader.sandbox.interface import (
    Box,
    ConfinedProgram,
    DeadlinePassed,
    ProgramEnded,
    Sandbox,
    SandboxKind,
    TooMuchOutput,
)
from grader.submissions import Cell, SourceFile
from grader.training_runs import TrainingRun
from grader.transcript import Transcript

WALL_SECONDS = 30.0
"""For the student's file, counted from when torch is loaded."""
START_SECONDS = 120
"""For the box and torch to start; passing it is ours."""
GRACE_SECONDS = 10
"""For the box to end a file by itself that has used up its time, and to clean up behind it."""
RECYCLE_AFTER = 200
"""Submissions, after which a box makes room for a new one: whatever leaks, leaks so long."""
MAX_OPTIMIZER_NAMES = 50
"""Variables that are looked at beside the rubric's."""

_CLASSES = "|".join((*OPTIMIZERS, r"lr_scheduler\.\w+", r"\w+LR"))
_BUILDS_OPTIMIZER = re.compile(
    rf"^[ \t]*([A-Za-z_]\w{{0,79}})[ \t]*=[ \t]*(?:[\w.]{{1,40}}\.)?(?:{_CLASSES})\(".encode(),
    re.MULTILINE,
)
log = logging.getLogger(__name__)


class Extraction(Record):
    """What one file has built: at its end, and what was replaced on the way there."""

    description: Description
    """As of the file's end."""
    torch: str | None
    """Version that the box has; `None` when the file was not run."""
    snapshots: tuple[Snapshot, ...] = ()
    dropped_snapshots: int = 0
    """How many there was no room for."""
    runs: tuple[TrainingRun, ...] = ()
    """What it has trained, in the order in which that began."""
    last_line: int = 0
    """First line of the last statement that was begun."""

    @property
    def states(self) -> tuple[Description, ...]:
        """All that is known of the file's course, its end last."""
        return (*(self._state(snapshot) for snapshot in self.snapshots), self.description)

    @property
    def began(self) -> tuple[Description | None, ...]:
        """For each of the states, what there was when its cell began; `None` if that is not kept.

        For the end it is `None` too: what stands there has not been replaced.
        """
        cells = [0, *(cell.first_line for cell in self.description.cells)]
        at = {snapshot.before: snapshot for snapshot in reversed(self.snapshots)}
        starts = [at.get(cells[bisect_right(cells, s.before) - 1]) for s in self.snapshots]
        return (*(self._state(start) if start else None for start in starts), None)

    def before(self, line: int) -> Description | None:
        """Tell what there was when a section ended; `None` when that was not kept.

        Args:
            line: the first after the section.
        """
        if self.last_line < line:
            return self.description
        earlier = [snapshot for snapshot in self.snapshots if snapshot.before <= line]
        return self._state(earlier[-1]) if earlier else None

    def _state(self, snapshot: Snapshot) -> Description:
        # That the file ended early, or had more to come, says nothing of what stood there then.
        here = {"finished": True, "unreached": ()}
        reported = snapshot.reported.model_copy(update=here)
        return Description.of(reported, self.description.cells)


class DescribesFiles(Protocol):
    """Anything that describes: one box, several, or a store in front of them."""

    @property
    def sandbox(self) -> Sandbox:
        """What student code runs in."""

    def describe(self, file: SourceFile, rubric: Rubric) -> Extraction:
        """Run a student's file in a sandbox and read off what it built.

        Raises:
            SandboxUnavailable: the sandbox is at fault, not the file.
        """

    def close(self) -> None:
        """Throw all boxes away; whoever waits for a description gets `SandboxUnavailable`."""


class Describer:
    """Describes one submission after the other in a warm box. Use as a context manager.

    The box has torch loaded and forks for each submission. It is left for a new one when it says
    that it is not as clean as it was, or stops answering. From one thread at a time.

    Args:
        sandbox: the kind of box.
        wall_seconds: for one student's file.
        recycle_after: submissions that one box describes at most.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        wall_seconds: float = WALL_SECONDS,
        recycle_after: int = RECYCLE_AFTER,
    ) -> None:
        self.sandbox = sandbox
        self._wall_seconds = wall_seconds
        self._recycle_after = recycle_after
        self._box: _WarmBox | None = None
        self._program: ConfinedProgram | None = None
        """The box's, from its first moment: it must be possible to kill it while it starts."""
        self._lock = threading.Lock()
        self._stopped = False

    def describe(self, file: SourceFile, rubric: Rubric) -> Extraction:
        """Run a student's file in a sandbox and read off what it built.

        Raises:
            SandboxUnavailable: the sandbox is at fault, not the file.
        """
        if file.fault is not None:
            fault = FileFault(message=file.fault, line=None)
            return Extraction(description=Description.nothing(fault), torch=None)
        with self._lock:
            try:
                return self._describe(file, rubric)
            except _BoxBroke as first:
                if self._stopped:
                    raise SandboxUnavailable("interrupted") from None
                # Once more: somebody may have killed the box, and the file is not at fault.
                log.warning("the %s sandbox broke down: %s", self.sandbox.kind, first)
            try:
                return self._describe(file, rubric)
            except _BoxBroke as again:
                raise SandboxUnavailable(
                    f"the {self.sandbox.kind} sandbox broke down twice: {again}"
                ) from None

    def stop(self) -> None:
        """Kill the box, from any thread: whoever waits for it gets `SandboxUnavailable`."""
        self._stopped = True
        program = self._program
        if program is not None:
            program.kill()

    def close(self) -> None:
        """Throw the box away."""
        box, self._box = self._box, None
        if box is not None:
            box.program.close()

    def _describe(self, file: SourceFile, rubric: Rubric) -> Extraction:
        if self._stopped:
            raise SandboxUnavailable("interrupted")
        if self._box is None:
            self._box = self._start()
        box = self._box
        request = describe_request(file, rubric, self._wall_seconds)
        try:
            extraction, end = box.describe(request, file.cells, self._wall_seconds)
        except BaseException:
            self.close()
            raise
        if end is None or not end.clean or box.described >= self._recycle_after:
            self.close()
        return extraction

    def _start(self) -> "_WarmBox":
        self._program = self.sandbox.start(Box("describe_network"))
        if self._stopped:
            self._program.kill()
        return _WarmBox(self.sandbox.kind, self._program)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class _BoxBroke(Exception):
    """The box went away; nothing that a student's file can bring about."""


class _WarmBox:
    """A box whose program has said that it is ready."""

    def __init__(self, kind: SandboxKind, program: ConfinedProgram) -> None:
        self._kind = kind
        self.described = 0
        self.program = program
        try:
            ready = self._await_ready()
            self._see_that_it_is_safe(ready)
        except BaseException:
            self.program.close()
            raise
        self.torch = ready.torch

    def describe(
        self, request: bytes, cells: Sequence[Cell], wall_seconds: float
    ) -> tuple[Extraction, DescribeEnd | None]:
        """Have one file described; `None` for the end of a box that had to be killed."""
        self.described += 1
        transcript = Transcript(wall_seconds, cells)
        try:
            self.program.send(request)
            deadline = time.monotonic() + wall_seconds + GRACE_SECONDS
            while (end := transcript.take(self.program.read_line(deadline))) is None:
                pass
        except DeadlinePassed:
            return self._extraction(transcript, transcript.without_end()), None
        except (ProgramEnded, TooMuchOutput) as error:
            if transcript.is_finished:
                return self._extraction(transcript, transcript.without_end()), None
            words = _last_line(self.program.error_output()) or str(error)
            raise _BoxBroke(f"{words} (while {transcript.place} ran)") from None
        return self._extraction(transcript, transcript.finish(end)), end

    def _extraction(self, transcript: Transcript, description: Description) -> Extraction:
        return Extraction(
            description=description,
            torch=self.torch,
            snapshots=transcript.snapshots,
            dropped_snapshots=transcript.dropped_snapshots,
            runs=transcript.runs,
            last_line=transcript.line,
        )

    def _await_ready(self) -> DescribeReady:
        try:
            line = self.program.read_line(time.monotonic() + START_SECONDS)
            ready = DescribeMessage.from_json(line).ready
        except ProgramEnded as ended:
            reason = _last_line(self.program.error_output()) or f"status {ended.status}"
            raise self._unavailable(f"ended before it was ready: {reason}") from None
        except DeadlinePassed:
            raise self._unavailable(f"did not answer within {START_SECONDS} s") from None
        except (TooMuchOutput, MalformedRecord) as error:
            raise self._unavailable(f"cannot be understood: {error}") from None
        if ready is None:
            raise self._unavailable("did not say that it is ready")
        return ready

    def _see_that_it_is_safe(self, ready: DescribeReady) -> None:
        # Without the filter a file could leave a process behind, and the next student's file
        # would not be alone.
        if "seccomp" not in ready.walls and self._kind != "process":
            raise self._unavailable(
                "cannot filter system calls; libseccomp is missing, or the kernel is too old: "
                "sudo apt install libseccomp2"
            )

    def _unavailable(self, what: str) -> SandboxUnavailable:
        return SandboxUnavailable(f"the {self._kind} sandbox {what}")


def describe_request(file: SourceFile, rubric: Rubric, wall_seconds: float) -> bytes:
    """Put in a line what the box has to know: of the rubric, names and two numbers."""
    request = {
        "source": base64.b64encode(file.source).decode(),
        "modules": {name: base64.b64encode(text).decode() for name, text in file.modules},
        "names": sorted(
            {name for problem in rubric.problems for name in _all_names(problem)}
            | _optimizer_names(file.source)
        ),
        "problems": [
            {
                "model": problem.names.model,
                "optimizer": problem.names.optimizer,
                "scheduler": problem.names.scheduler,
            }
            for problem in rubric.problems
        ],
        "schedule_epochs": rubric.longest_training,
        "input_shape": _IMAGES.get(str(rubric.dataset)),
        "max_layers": max(problem.network.max_layers for problem in rubric.problems),
        "wall_seconds": wall_seconds,
    }
    return json.dumps(request).encode()


_IMAGES = {
    "mnist": (1, 28, 28),
    "fashion-mnist": (1, 28, 28),
    "cifar10": (3, 32, 32),
    "digits": (1, 8, 8),
}
"""Shapes of the images that a network is tried on; other data sets' are not known here."""


def _all_names(problem: Problem) -> tuple[str, ...]:
    return tuple(name for names in problem.names.model_dump().values() for name in names)


def _optimizer_names(source: bytes) -> set[str]:
    """List variables that look like optimizers or schedules: notebooks call theirs as they like."""
    found = _BUILDS_OPTIMIZER.findall(source)
    return {name.decode() for name in found[:MAX_OPTIMIZER_NAMES]}


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1] if text.strip() else ""
