import threading
from pathlib import Path
from typing import Any

import pytest

from grader.errors import TrainingInterrupted
from grader.experiments import training_job
from grader.store import Store
from grader.training.job import DataLoaded, DataSource, Ready, TrainingJob
from grader.training.stored_trainer import StoredTrainer

READY = Ready(
    device="cpu",
    device_name="x86_64",
    threads=1,
    torch="2.15.0",
    torchvision="0.29.2",
    cuda=None,
    python="3.11.7",
)
DATA = DataLoaded(sha256="0" * 64, train_images=1297, test_images=500)


@pytest.fixture
def job(build: Any) -> TrainingJob:
    network = build.network()
    under_test = build.under_test(network.model_copy(update={"optimizer": build.adam(network)}))
    return training_job(under_test, DataSource(dataset="digits", folder=None), seed=0)


def nothing(record: Any) -> None:
    pass


class Bench:
    """Trainers that share a store, as one run after the other does."""

    def __init__(self, build: Any, fake_trainer: Any, replay: Any, folder: Path) -> None:
        self._fake, self._sandbox, self._folder = fake_trainer, replay([]), folder
        self._build = build

    def _train(self, job: TrainingJob) -> Any:
        return self._build.training(0.9 + job.seed / 1000, seed=job.seed)

    def run(self, *jobs: TrainingJob, force: bool = False, ready: Ready = READY) -> Any:
        """Train jobs, and give the results and what was really trained for them."""
        fake = self._fake(self._train)
        with Store(self._folder, force=force) as store:
            trainer = StoredTrainer(fake, store, self._sandbox, "cpu", None)
            known_before = trainer.ready
            fake.ready, fake.data = (ready, DATA) if known_before is None else (None, None)
            results = []
            for job in jobs:
                fake.ready, fake.data = (ready, DATA) if fake.jobs else (fake.ready, fake.data)
                results.append(trainer.train(job, nothing))
            return results, fake.jobs, trainer


@pytest.fixture
def bench(build: Any, fake_trainer: Any, replay: Any, tmp_path: Path) -> Bench:
    return Bench(build, fake_trainer, replay, tmp_path)


def test_a_training_of_an_earlier_run_is_not_done_again(bench: Bench, job: TrainingJob) -> None:
    first, _, _ = bench.run(job)
    again, trained, trainer = bench.run(job)
    assert again == first
    assert (trained, trainer.recalled, trainer.trained) == ([], 1, 0)


def test_what_reproduces_the_number_is_known_without_a_trainer(
    bench: Bench, job: TrainingJob
) -> None:
    bench.run(job)
    _, _, trainer = bench.run(job)
    assert (trainer.ready, trainer.data) == (READY, DATA)


def test_another_seed_is_trained(bench: Bench, job: TrainingJob) -> None:
    bench.run(job)
    other = job.model_copy(update={"seed": 3})
    results, trained, _ = bench.run(other)
    assert [each.seed for each in trained] == [3]
    assert results[0].seed == 3


def test_force_trains_again(bench: Bench, job: TrainingJob) -> None:
    bench.run(job)
    _, trained, _ = bench.run(job, job, force=True)
    assert len(trained) == 1


def test_the_same_network_is_trained_once_within_a_run(bench: Bench, job: TrainingJob) -> None:
    named = tuple(layer.model_copy(update={"name": "x" + layer.name}) for layer in job.layers)
    _, trained, _ = bench.run(job, job.model_copy(update={"layers": named}))
    assert len(trained) == 1


def test_a_record_that_cannot_be_read_is_made_again(
    bench: Bench, job: TrainingJob, tmp_path: Path
) -> None:
    import sqlite3

    bench.run(job)
    database = sqlite3.connect(tmp_path / "grader.sqlite")
    with database:
        database.execute("UPDATE kept SET value = ? WHERE kind = 'training'", (b'{"seed": NaN}',))
    database.close()
    _, trained, _ = bench.run(job)
    assert len(trained) == 1


class TestSideBySide:
    """Two students whose networks are the same, at the same time."""

    def train_both(
        self, fake: Any, job: TrainingJob, store: Store, replay: Any
    ) -> tuple[list[Any], list[Any]]:
        trainer = StoredTrainer(fake, store, replay([]), "cpu", None)
        results: list[Any] = []
        failures: list[Any] = []

        def train() -> None:
            try:
                results.append(trainer.train(job, nothing))
            except TrainingInterrupted as error:
                failures.append(error)

        threads = [threading.Thread(target=train) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results, failures

    def test_one_waits_for_the_other(
        self, build: Any, fake_trainer: Any, replay: Any, job: TrainingJob, tmp_path: Path
    ) -> None:
        started = threading.Event()

        def outcome(job: TrainingJob) -> Any:
            started.wait(0.3)
            return build.training(0.9)

        fake = fake_trainer(outcome)
        fake.ready, fake.data = READY, DATA
        with Store(tmp_path) as store:
            results, _ = self.train_both(fake, job, store, replay)
        assert len(results) == 2
        assert results[0] == results[1]
        assert len(fake.jobs) == 1

    def test_one_that_is_cut_off_does_not_take_the_other_along(
        self, build: Any, fake_trainer: Any, replay: Any, job: TrainingJob, tmp_path: Path
    ) -> None:
        pause = threading.Event()
        outcomes = [TrainingInterrupted("no memory"), build.training(0.9)]

        def outcome(job: TrainingJob) -> Any:
            pause.wait(0.2)
            return outcomes.pop(0)

        fake = fake_trainer(outcome)
        fake.ready, fake.data = READY, DATA
        with Store(tmp_path) as store:
            results, failures = self.train_both(fake, job, store, replay)
        assert [str(error) for error in failures] == ["no memory"]
        assert len(results) == 1
