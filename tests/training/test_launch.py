import json
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grader.errors import SandboxUnavailable, TrainingInterrupted
from grader.results import EpochRecord
from grader.sandbox.interface import Box, DeadlinePassed, ProgramEnded, SandboxKind, TooMuchOutput
from grader.training.job import (
    DataLoaded,
    DataSource,
    EpochFinished,
    EventLine,
    Finished,
    Interrupted,
    Ready,
    TrainingJob,
)
from grader.training.launch import TrainerPool

READY = Ready(
    device="cpu", device_name="x", threads=1, torch="2", torchvision="0", cuda=None, python="3"
)
DATA = DataLoaded(sha256="0" * 64, train_images=10, test_images=10)
Answer = Callable[[TrainingJob, Callable[[Any], None]], None]


class Workshop:
    """A sandbox whose trainers answer jobs as a function of the test does.

    Args:
        answer: given a job and where to put events (records, lines, exceptions).
        errors: what every trainer has written on standard error.
        refuses: whether no trainer can be started at all.
    """

    kind: SandboxKind = "process"
    description = "trains nothing"
    image = None

    def __init__(self, answer: Answer, errors: str = "", *, refuses: bool = False) -> None:
        self.answer = answer
        self.errors = errors
        self.refuses = refuses
        self.boxes: list[Box] = []
        self.programs: list[FakeProgram] = []

    def start(self, box: Box) -> "FakeProgram":
        if self.refuses:
            raise SandboxUnavailable("no box")
        self.boxes.append(box)
        self.programs.append(FakeProgram(self))
        return self.programs[-1]


class FakeProgram:
    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._events: queue.Queue[Any] = queue.Queue()
        self._events.put(READY)
        self.jobs: list[TrainingJob] = []
        self.is_killed = threading.Event()
        self.is_closed = threading.Event()

    def send(self, line: bytes) -> None:
        if self.is_closed.is_set():
            raise ProgramEnded(-9)
        job = TrainingJob.from_json(line)
        self.jobs.append(job)
        threading.Thread(target=self._workshop.answer, args=(job, self._events.put)).start()

    def read_line(self, deadline: float) -> bytes:
        event = self._events.get()
        if isinstance(event, Exception):
            raise event
        return event if isinstance(event, bytes) else EventLine(message=event).to_json()

    def error_output(self) -> str:
        return self._workshop.errors

    def kill(self) -> None:
        self.is_killed.set()
        self._events.put(ProgramEnded(-9))

    def close(self) -> None:
        self.kill()
        self.is_closed.set()

    def __enter__(self) -> "FakeProgram":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


@pytest.fixture
def job(build: Any) -> TrainingJob:
    network = build.network()
    return TrainingJob(
        layers=network.layers,
        optimizer=build.adam(network),
        schedule=None,
        epochs=2,
        batch_size=32,
        loss="categorical_cross_entropy",
        seed=0,
        source=DataSource(dataset="digits", folder=None),
        time_limit_seconds=60,
    )


def nothing(record: EpochRecord) -> None:
    pass


def test_a_job_goes_in_and_its_epochs_and_result_come_out(build: Any, job: TrainingJob) -> None:
    result = build.training(0.8, 0.9)

    def answer(job: TrainingJob, put: Callable[[Any], None]) -> None:
        put(DATA)
        for record in result.epochs:
            put(EpochFinished(record=record))
        put(Finished(result=result))

    workshop = Workshop(answer)
    pool = TrainerPool(workshop, "cpu", 1, Path("/data"))
    heard: list[EpochRecord] = []
    try:
        assert pool.train(job, heard.append) == result
    finally:
        pool.close()
    assert tuple(heard) == result.epochs
    assert (pool.ready, pool.data) == (READY, DATA)
    assert workshop.programs[0].jobs == [job]
    (box,) = workshop.boxes
    assert (box.program, box.sees_grader, box.readable, box.gpu) == (
        "train_network", True, (Path("/data"),), False,
    )  # fmt: skip


def test_a_trainer_is_used_again_for_the_next_job(build: Any, job: TrainingJob) -> None:
    workshop = Workshop(lambda job, put: put(Finished(result=build.training(0.9))))
    pool = TrainerPool(workshop, "cpu", 4, None)
    pool.warm_up()
    for _ in range(3):
        pool.train(job, nothing)
    assert [len(program.jobs) for program in workshop.programs] == [3]
    pool.close()


@pytest.mark.parametrize("size", [1, 2, 3])
def test_as_many_train_at_once_as_there_are_places(build: Any, job: TrainingJob, size: int) -> None:
    running, most, lock = 0, 0, threading.Lock()
    full = threading.Event()

    def answer(job: TrainingJob, put: Callable[[Any], None]) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if running == size:
                full.set()
        full.wait()
        with lock:
            running -= 1
        put(Finished(result=build.training(0.9, seed=job.seed)))

    workshop = Workshop(answer)
    pool = TrainerPool(workshop, "cpu", size, None)
    with ThreadPoolExecutor(8) as threads:
        jobs = [job.model_copy(update={"seed": seed}) for seed in range(8)]
        results = list(threads.map(lambda each: pool.train(each, nothing), jobs))
    pool.close()
    assert [result.seed for result in results] == list(range(8))
    assert most == size
    assert len(workshop.programs) == size


@pytest.mark.parametrize(
    ("event", "piece"),
    [
        (ProgramEnded(-9), "killed, most likely because the machine ran out of memory"),
        (ProgramEnded(137), "killed, most likely because the machine ran out of memory"),
        (ProgramEnded(1), "the trainer ended: status 1"),
        (DeadlinePassed(), "went silent for over 60 s"),
        (TooMuchOutput(), "cannot be understood"),
        (b"Traceback", "cannot be understood"),
        (b'{"message": {"event": "finished"}}', "cannot be understood"),
        (Interrupted(kind="memory", reason="out of memory: 5 GiB"), "out of memory: 5 GiB"),
        (Interrupted(kind="bug", reason="ValueError in x.py"), "ValueError in x.py"),
    ],
)
def test_whatever_ends_a_training_early_is_an_interruption_and_the_next_job_gets_a_new_trainer(
    build: Any, job: TrainingJob, event: Any, piece: str
) -> None:
    events = [event, Finished(result=build.training(0.9))]

    def answer(job: TrainingJob, put: Callable[[Any], None]) -> None:
        put(DATA)
        put(events.pop(0))

    workshop = Workshop(answer)
    pool = TrainerPool(workshop, "cpu", 1, None)
    with pytest.raises(TrainingInterrupted, match=piece):
        pool.train(job, nothing)
    assert workshop.programs[0].is_closed.is_set()
    assert pool.train(job, nothing).final_test_accuracy == 0.9
    assert len(workshop.programs) == 2
    pool.close()


def test_the_trainers_last_words_are_the_reason(job: TrainingJob) -> None:
    workshop = Workshop(lambda job, put: put(ProgramEnded(1)), errors="Traceback\nOSError: disk\n")
    pool = TrainerPool(workshop, "cpu", 1, None)
    with pytest.raises(TrainingInterrupted, match="the trainer ended: OSError: disk"):
        pool.train(job, nothing)
    pool.close()


def test_a_trainer_that_never_gets_ready_is_a_sandbox_that_does_not_work(job: TrainingJob) -> None:
    class NeverReady(Workshop):
        def start(self, box: Box) -> FakeProgram:
            program = super().start(box)
            program._events = queue.Queue()
            program._events.put(ProgramEnded(1))
            return program

    workshop = NeverReady(lambda job, put: None, errors="ImportError: no torch")
    pool = TrainerPool(workshop, "cpu", 1, None)
    with pytest.raises(SandboxUnavailable, match="does not start: ImportError: no torch"):
        pool.train(job, nothing)
    pool.close()


def test_a_box_that_cannot_be_made_leaves_its_place_free(job: TrainingJob) -> None:
    pool = TrainerPool(Workshop(lambda job, put: None, refuses=True), "cpu", 1, None)
    for _ in range(3):
        with pytest.raises(SandboxUnavailable, match="no box"):
            pool.train(job, nothing)
    pool.close()


def test_closing_interrupts_what_trains_and_what_waits(job: TrainingJob) -> None:
    training = threading.Event()
    workshop = Workshop(lambda job, put: training.set())  # and never finishes
    pool = TrainerPool(workshop, "cpu", 1, None)
    with ThreadPoolExecutor(3) as threads:
        futures: list[Future[Any]] = [threads.submit(pool.train, job, nothing) for _ in range(3)]
        training.wait()
        pool.close()
        reasons = [str(future.exception()) for future in futures]
    assert all(isinstance(future.exception(), TrainingInterrupted) for future in futures)
    assert reasons == ["interrupted"] * 3
    assert all(program.is_closed.is_set() for program in workshop.programs)


def test_a_training_that_finishes_while_the_pool_closes_leaves_no_trainer_behind(
    build: Any, job: TrainingJob
) -> None:
    workshop = Workshop(lambda job, put: put(Finished(result=build.training(0.9))))
    pool = TrainerPool(workshop, "cpu", 1, None)
    pool.warm_up()
    program = workshop.programs[0]
    read = program.read_line

    def read_and_close(deadline: float) -> bytes:
        line = read(deadline)
        if b"finished" in line:
            pool.close()
        return line

    program.read_line = read_and_close  # type: ignore[method-assign]
    assert pool.train(job, nothing).final_test_accuracy == 0.9
    assert program.is_closed.is_set()


def test_after_closing_nothing_is_started(job: TrainingJob) -> None:
    workshop = Workshop(lambda job, put: None)
    pool = TrainerPool(workshop, "cpu", 1, None)
    pool.close()
    with pytest.raises(TrainingInterrupted, match="interrupted"):
        pool.train(job, nothing)
    assert not workshop.programs


def test_a_job_is_one_line(job: TrainingJob) -> None:
    assert b"\n" not in job.to_json()
    assert json.loads(job.to_json())["seed"] == 0
