from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import pytest

from grader.errors import TrainingInterrupted
from grader.experiments import Laboratory, sweep_dropout, train_seeds, training_job, with_dropout
from grader.network_spec import Dropout, Dropout2d
from grader.progress import Silent
from grader.results import EpochRecord
from grader.training.job import DataSource

SOURCE = DataSource(dataset="mnist", folder=None)


class Heard(Silent):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.epochs: list[tuple[str, int]] = []
        self.ended: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def epoch_finished(self, label: str, epochs: int, record: EpochRecord) -> None:
        self.epochs.append((label, record.epoch))

    def training_ended(self, label: str) -> None:
        self.ended.append(label)


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def near(take: str = "best") -> dict[str, Any]:
    return {
        "bands": ({"at_least": 0.975, "points": 10},),
        "borderline": {"within": 0.003, "more_seeds": 2, "take": take},
    }


def test_a_job_is_what_rubric_and_student_decided(build: Any) -> None:
    network = build.network(epochs=7, batch_size=64)
    rules = {"student_sets": ("epochs",), "batch_size": 16, "time_limit_seconds": 60}
    job = training_job(build.under_test(network, training=rules), SOURCE, seed=3)
    assert (job.epochs, job.batch_size, job.seed, job.time_limit_seconds) == (7, 16, 3, 60)
    assert job.layers == network.layers
    assert job.optimizer == build.adam(network)


def test_each_seed_is_trained_once_in_order(
    build: Any, fake_trainer: Any, executor: Executor
) -> None:
    trainer = fake_trainer(lambda job: build.training(0.5, seed=job.seed))
    under_test = build.under_test(training={"seeds": (4, 2, 9)})
    trainings = train_seeds(under_test, Laboratory(trainer, executor, SOURCE, Silent()), "alice")
    assert [training.seed for training in trainings] == [4, 2, 9]
    assert sorted(job.seed for job in trainer.jobs) == [2, 4, 9]


@pytest.mark.parametrize(
    ("accuracy", "seeds"), [(0.971, [5]), (0.972, [5, 6, 7]), (0.974, [5, 6, 7]), (0.975, [5])]
)
def test_near_a_threshold_more_seeds_decide(
    build: Any, fake_trainer: Any, executor: Executor, accuracy: float, seeds: list[int]
) -> None:
    trainer = fake_trainer(lambda job: build.training(accuracy, seed=job.seed))
    heard = Heard()
    under_test = build.under_test(score=near(), training={"seeds": (5,)})
    trainings = train_seeds(under_test, Laboratory(trainer, executor, SOURCE, heard), "alice")
    assert [training.seed for training in trainings] == seeds
    assert len(heard.said) == (len(seeds) > 1)


def test_new_seeds_are_none_of_the_rubrics(
    build: Any, fake_trainer: Any, executor: Executor
) -> None:
    trainer = fake_trainer(lambda job: build.training(0.974, seed=job.seed))
    under_test = build.under_test(score=near(), training={"seeds": (3, 0)})
    train_seeds(under_test, Laboratory(trainer, executor, SOURCE, Silent()), "alice")
    assert sorted(job.seed for job in trainer.jobs) == [0, 3, 4, 5]


def test_labels_differ_so_that_every_training_has_its_own_bar(
    build: Any, fake_trainer: Any, executor: Executor
) -> None:
    trainer = fake_trainer(lambda job: build.training(0.974, seed=job.seed))
    heard = Heard()
    under_test = build.under_test(score=near())
    train_seeds(under_test, Laboratory(trainer, executor, SOURCE, heard), "alice")
    assert sorted(heard.ended) == ["alice", "alice seed 1", "alice seed 2"]


def test_an_interrupted_training_takes_its_bar_away(
    build: Any, fake_trainer: Any, executor: Executor
) -> None:
    trainer = fake_trainer(lambda job: TrainingInterrupted("out of memory"))
    heard = Heard()
    with pytest.raises(TrainingInterrupted, match="out of memory"):
        train_seeds(build.under_test(), Laboratory(trainer, executor, SOURCE, heard), "alice")
    assert heard.ended == ["alice"]


def test_every_dropout_gets_the_same_probability_and_nothing_else_changes(build: Any) -> None:
    network = build.network("Flatten", ("Dropout", 0.1), ("Linear", 784, 10), ("Dropout2d", 0.3))
    changed = with_dropout(network, 0.7)
    probabilities = [layer.p for layer in changed.layers if isinstance(layer, Dropout | Dropout2d)]
    assert probabilities == [0.7, 0.7]
    assert (changed.layers[0], changed.layers[2]) == (network.layers[0], network.layers[2])


def test_a_sweep_trains_each_value_briefly_beside_its_claim(
    build: Any, fake_trainer: Any, executor: Executor
) -> None:
    def outcome(job: Any) -> Any:
        p = job.layers[1].p
        return build.training(diverged_in_epoch=1) if p == 1 else build.training(0.9 - p / 10)

    trainer = fake_trainer(outcome)
    under_test = build.under_test(
        build.network("Flatten", ("Dropout", 0.1), ("Linear", 784, 10), epochs=12, batch_size=64),
        points=14,
        network={"required_layers": {"Dropout": 1}},
        training={"student_sets": ("epochs", "batch_size"), "seeds": (3, 4)},
        sweep={
            "values": (0.0, 0.5, 1.0), "epochs": 2, "batch_size": 50,
            "tolerance": 0.1, "matches_at_least": 1, "points": 4,
        },
    )  # fmt: skip
    laboratory = Laboratory(trainer, executor, SOURCE, Silent())
    points = sweep_dropout(under_test, laboratory, "alice", (0.9, 0.8, 0.1))
    assert [(point.p, point.claimed) for point in points] == [(0.0, 0.9), (0.5, 0.8), (1.0, 0.1)]
    assert [point.measured for point in points] == [0.9, 0.85, None]
    assert {(job.epochs, job.batch_size, job.seed) for job in trainer.jobs} == {(2, 50, 3)}
