"""Which trainings answer a problem? Repeats over seeds, and the dropout sweep."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from grader.checks.problem_under_test import UnderTest
from grader.network_spec import Dropout, Dropout2d, NetworkSpec
from grader.progress import Progress
from grader.results import SweepPoint, TrainingResult
from grader.scoring import is_borderline, scored_accuracy
from grader.training.job import DataSource, TrainingJob
from grader.training.launch import Trainer


@dataclass(frozen=True)
class Laboratory:
    """All that an experiment needs beside the network."""

    trainer: Trainer
    executor: Executor
    """Runs the trainings of one experiment side by side; the trainer decides how many at once."""
    source: DataSource
    progress: Progress


def training_job(under_test: UnderTest, source: DataSource, seed: int) -> TrainingJob:
    """Write down one training as the rubric mandates it and the student wishes it."""
    rules = under_test.problem.training
    return TrainingJob(
        layers=tuple(layer for _, layer in under_test.network.trainable_layers()),
        optimizer=under_test.optimizer,
        schedule=under_test.schedule,
        epochs=under_test.epochs,
        batch_size=under_test.batch_size,
        loss=rules.loss,
        seed=seed,
        source=source,
        time_limit_seconds=rules.time_limit_seconds,
    )


def train_seeds(
    under_test: UnderTest, laboratory: Laboratory, label: str
) -> tuple[TrainingResult, ...]:
    """Train from each of the rubric's seeds, and from more if the accuracy lies near a threshold.

    Raises:
        TrainingInterrupted: the machine gave out.
    """
    problem = under_test.problem
    seeds = problem.training.seeds
    trainings = _train_all(under_test, laboratory, label, seeds)
    borderline = problem.score.borderline
    if borderline is None or not is_borderline(problem.score, scored_accuracy(problem, trainings)):
        return trainings
    more = tuple(max(seeds) + n for n in range(1, borderline.more_seeds + 1))
    laboratory.progress.say(f"{label} is near a threshold: {len(more)} more seeds decide")
    return (*trainings, *_train_all(under_test, laboratory, label, more))


def sweep_dropout(
    under_test: UnderTest, laboratory: Laboratory, label: str, claims: Sequence[float]
) -> tuple[SweepPoint, ...]:
    """Set every Dropout to each p in turn, train briefly, and put the student's numbers beside it.

    Raises:
        TrainingInterrupted: the machine gave out.
    """
    sweep = under_test.problem.sweep
    assert sweep is not None
    jobs = []
    for p in sweep.values:
        variant = UnderTest(
            with_dropout(under_test.network, p), under_test.problem, under_test.facts
        )
        job = training_job(variant, laboratory.source, under_test.problem.training.seeds[0])
        briefly = {"epochs": sweep.epochs, "batch_size": sweep.batch_size}
        jobs.append((f"{label} sweep p={p:.2f}", job.model_copy(update=briefly)))
    results = _run(laboratory, jobs)
    return tuple(
        SweepPoint(p=p, measured=result.final_test_accuracy, claimed=claim)
        for p, result, claim in zip(sweep.values, results, claims, strict=True)
    )


def with_dropout(network: NetworkSpec, p: float) -> NetworkSpec:
    """Give every Dropout layer of a network the same probability."""
    layers = tuple(
        layer.model_copy(update={"p": p}) if isinstance(layer, Dropout | Dropout2d) else layer
        for layer in network.layers
    )
    return network.model_copy(update={"layers": layers})


def _train_all(
    under_test: UnderTest, laboratory: Laboratory, label: str, seeds: Sequence[int]
) -> tuple[TrainingResult, ...]:
    several = len(seeds) > 1 or seeds[0] not in under_test.problem.training.seeds
    jobs = [
        (
            f"{label} seed {seed}" if several else label,
            training_job(under_test, laboratory.source, seed),
        )
        for seed in seeds
    ]
    return _run(laboratory, jobs)


def _run(
    laboratory: Laboratory, jobs: Sequence[tuple[str, TrainingJob]]
) -> tuple[TrainingResult, ...]:
    if len(jobs) == 1:  # on the thread that waits for it anyway
        return (_train(laboratory, *jobs[0]),)
    return tuple(laboratory.executor.map(lambda named: _train(laboratory, *named), jobs))


def _train(laboratory: Laboratory, label: str, job: TrainingJob) -> TrainingResult:
    progress = laboratory.progress
    try:
        return laboratory.trainer.train(
            job, lambda record: progress.epoch_finished(label, job.epochs, record)
        )
    finally:
        progress.training_ended(label)
