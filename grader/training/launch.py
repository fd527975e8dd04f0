"""Who trains? A few trainers in boxes of their own, each working off one job at a time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from grader.errors import SandboxUnavailable, TrainingInterrupted
from grader.records import MalformedRecord
from grader.results import EpochRecord, TrainingResult
from grader.sandbox.interface import (
    Box,
    ConfinedProgram,
    DeadlinePassed,
    ProgramEnded,
    Sandbox,
    TooMuchOutput,
)
from grader.training.job import (
    DataLoaded,
    Device,
    EpochFinished,
    Event,
    EventLine,
    Finished,
    Interrupted,
    Ready,
    TrainingJob,
)

START_SECONDS = 180
"""For torch to load, on a machine that is busy."""
TORCH_AND_DATA_MIB = 6144
"""What a trainer needs beside the training itself: torch, CUDA's libraries, and the data twice
while it is being converted (CIFAR-10 as float32 numbers is 0.7 GiB)."""
GRACE_SECONDS = 120
"""Beyond a job's own time limit, which the trainer keeps by itself: data has to be loaded too."""

OnEpoch = Callable[[EpochRecord], None]


class Trainer(Protocol):
    """Anything that trains: a pool of boxes, or a stand-in in a test."""

    @property
    def ready(self) -> Ready | None:
        """What the trainer said of itself; `None` before the first training."""

    @property
    def data(self) -> DataLoaded | None:
        """What it said of the data; likewise."""

    def close(self) -> None:
        """Stop at once whatever trains: those who wait for it get `TrainingInterrupted`."""

    def train(self, job: TrainingJob, on_epoch: OnEpoch) -> TrainingResult:
        """Train one network.

        Raises:
            TrainingInterrupted: the machine gave out; says nothing about the network.
            SandboxUnavailable: no trainer can be started.
        """


class TrainerPool:
    """Starts trainers as they are needed, up to a number, and keeps them for the next job.

    Args:
        sandbox: the kind of box they run in.
        device: what they compute on.
        size: how many may train at once.
        data_folder: what they may read; `None` for data that comes with a package.
        memory_mib: what the largest training needs, torch and the data set left out.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        device: Device,
        size: int,
        data_folder: Path | None,
        memory_mib: int = 4096,
    ) -> None:
        self.ready: Ready | None = None
        self.data: DataLoaded | None = None
        self._sandbox = sandbox
        self._box = Box(
            "train_network",
            arguments=("--device", device),
            sees_grader=True,
            readable=(data_folder,) if data_folder else (),
            tmp_mib=512,
            memory_mib=memory_mib + TORCH_AND_DATA_MIB,
            processors=None,
            gpu=device == "cuda",
        )
        self._places = threading.Semaphore(size)
        # A box dies with the thread that started it (PR_SET_PDEATHSIG means the thread, not the
        # process), so all are started by one thread that lives as long as the pool.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="start-trainers")
        self._lock = threading.Lock()
        self._idle: list[ConfinedProgram] = []
        self._all: list[ConfinedProgram] = []
        self._closed = False

    def train(self, job: TrainingJob, on_epoch: OnEpoch) -> TrainingResult:
        """See `Trainer.train`. Called from several threads at once; waits for a free place."""
        with self._places:
            program = self._take()
            try:
                result = self._run(program, job, on_epoch)
            except BaseException:
                self._drop(program)
                raise
            self._put_back(program)
            return result

    def warm_up(self) -> None:
        """Start one trainer ahead of its first job, while students' files are looked at."""
        self._put_back(self._start())

    def close(self) -> None:
        """Kill all trainers, and with them whatever trains."""
        with self._lock:
            self._closed = True
            programs = list(self._all)
            idle = list(self._idle)
        for program in programs:
            program.kill()
        for program in idle:
            self._drop(program)
        self._starter.shutdown()

    def _take(self) -> ConfinedProgram:
        with self._lock:
            if self._idle and not self._closed:
                return self._idle.pop()
        return self._start()

    def _put_back(self, program: ConfinedProgram) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(program)
                return
        self._drop(program)

    def _start(self) -> ConfinedProgram:
        with self._lock:
            if self._closed:
                raise TrainingInterrupted("interrupted")
            program = self._starter.submit(self._sandbox.start, self._box).result()
            self._all.append(program)
        return program

    def _drop(self, program: ConfinedProgram) -> None:
        with self._lock:
            if program in self._all:
                self._all.remove(program)
            if program in self._idle:
                self._idle.remove(program)
        program.close()

    def _run(self, program: ConfinedProgram, job: TrainingJob, on_epoch: OnEpoch) -> TrainingResult:
        try:
            program.send(job.to_json())
            deadline = time.monotonic() + START_SECONDS + GRACE_SECONDS + job.time_limit_seconds
            while True:
                event = EventLine.from_json(program.read_line(deadline)).message
                if isinstance(event, Finished):
                    return event.result
                self._note(event, on_epoch)
        except ProgramEnded as ended:
            if self._closed:
                raise TrainingInterrupted("interrupted") from None
            raise _ended(ended, program, started=self.ready is not None) from None
        except DeadlinePassed:
            limit = job.time_limit_seconds
            raise TrainingInterrupted(f"the trainer went silent for over {limit:,} s") from None
        except (MalformedRecord, TooMuchOutput) as error:
            raise TrainingInterrupted(f"the trainer cannot be understood: {error}") from None

    def _note(self, event: Event, on_epoch: OnEpoch) -> None:
        if isinstance(event, EpochFinished):
            on_epoch(event.record)
        elif isinstance(event, Ready):
            self.ready = event
        elif isinstance(event, DataLoaded):
            self.data = event
        elif isinstance(event, Interrupted):
            raise TrainingInterrupted(event.reason)


def _ended(ended: ProgramEnded, program: ConfinedProgram, *, started: bool) -> Exception:
    words = program.error_output().strip().splitlines()
    reason = words[-1] if words else f"status {ended.status}"
    if ended.status in (-9, 137):
        reason = "it was killed, most likely because the machine ran out of memory"
    if not started:
        return SandboxUnavailable(f"the trainer does not start: {reason}")
    return TrainingInterrupted(f"the trainer ended: {reason}")
