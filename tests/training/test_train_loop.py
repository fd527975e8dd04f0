"""Trainings: reproducible, faithful to the job, and clear about why they end."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.network_spec import (
    GELU,
    BatchNorm1d,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    Linear,
    LogSoftmax,
    MaxPool2d,
    OptimizerSpec,
    ParameterGroup,
    PlateauSchedule,
    RecordedSchedule,
    ReLU,
    Softmax,
    TrainableLayer,
)
from grader.optimizers import OPTIMIZERS, options_with_defaults
from grader.results import EpochRecord, TrainingResult
from grader.training import train_loop
from grader.training.build_network import build_network
from grader.training.datasets import Dataset, LabelledImages
from grader.training.device import OutOfMemory, naming_memory_errors
from grader.training.gradients import autograd_gradients, gradients_of
from grader.training.job import DataSource, TrainingJob
from grader.training.train_loop import OutOfTime, train

CPU = torch.device("cpu")
MLP: tuple[TrainableLayer, ...] = (
    Flatten(name="0"),
    Linear(name="1", in_features=64, out_features=16),
    ReLU(name="2"),
    Dropout(name="3", p=0.2),
    Linear(name="4", in_features=16, out_features=10),
)
CNN: tuple[TrainableLayer, ...] = (
    Conv2d(name="0", in_channels=1, out_channels=4, kernel_size=(3, 3)),
    MaxPool2d(name="1", kernel_size=(2, 2), stride=(2, 2)),
    BatchNorm2d(name="2", num_features=4),
    ReLU(name="3"),
    Flatten(name="4"),
    Dropout(name="5", p=0.3),
    Linear(name="6", in_features=36, out_features=10),
)
BY_AUTOGRAD: tuple[TrainableLayer, ...] = (
    Flatten(name="1"),
    Linear(name="2", in_features=64, out_features=16),
    BatchNorm1d(name="3", num_features=16, momentum=None),
    GELU(name="4"),
    Dropout(name="5", p=0.3),
    Linear(name="6", in_features=16, out_features=10),
)


def parameter_names(layers: tuple[TrainableLayer, ...]) -> tuple[str, ...]:
    return tuple(name for name, _ in build_network(layers, seed=0).named_parameters())


def optimizer_spec(name: str, parameters: tuple[str, ...], **options: Any) -> OptimizerSpec:
    group = ParameterGroup(parameters=parameters, options=options_with_defaults(name) | options)
    return OptimizerSpec(name=name, groups=(group,))


def make_job(**fields: Any) -> TrainingJob:
    """Two epochs of the small MLP with Adam; any field can be given."""
    layers = fields.get("layers", MLP)
    standard: dict[str, Any] = {
        "layers": layers,
        "optimizer": optimizer_spec("Adam", parameter_names(layers)),
        "schedule": None,
        "epochs": 2,
        "batch_size": 32,
        "loss": "categorical_cross_entropy",
        "seed": 0,
        "source": DataSource(dataset="digits", folder=None),
        "time_limit_seconds": 600,
    }
    return TrainingJob(**standard | fields)


def run(job: TrainingJob, data: Dataset) -> TrainingResult:
    return train(job, data, CPU, lambda _: None)


def numbers(result: TrainingResult) -> list[dict[str, Any]]:
    return [epoch.model_dump(exclude={"seconds"}) for epoch in result.epochs]


@pytest.mark.parametrize("layers", [MLP, CNN, BY_AUTOGRAD], ids=["mlp", "cnn", "autograd"])
def test_rerun_is_identical_bit_for_bit(layers: tuple[TrainableLayer, ...], blobs: Dataset) -> None:
    job = make_job(layers=layers)
    first = numbers(run(job, blobs))
    torch.rand(7)
    assert numbers(run(job, blobs)) == first
    assert len(first) == job.epochs


@pytest.mark.parametrize("layers", [MLP, CNN, BY_AUTOGRAD], ids=["mlp", "cnn", "autograd"])
def test_easy_classes_are_learned(layers: tuple[TrainableLayer, ...], blobs: Dataset) -> None:
    adam = optimizer_spec("Adam", parameter_names(layers), lr=0.01)
    result = run(make_job(layers=layers, epochs=8, optimizer=adam), blobs)
    assert result.final_test_accuracy is not None
    assert result.final_test_accuracy > 0.9


@pytest.mark.parametrize("layers", [MLP, CNN], ids=["mlp", "cnn"])
def test_training_by_hand_ends_where_autograd_ends(
    layers: tuple[TrainableLayer, ...], monkeypatch: pytest.MonkeyPatch, blobs: Dataset
) -> None:
    without_dropout = tuple(
        layer.model_copy(update={"p": 0.0}) if isinstance(layer, Dropout) else layer
        for layer in layers
    )
    # Not Adam: it makes full steps of the rounding errors that are the gradient of a bias before
    # BatchNorm.
    sgd = optimizer_spec("SGD", parameter_names(layers), lr=0.05, momentum=0.9)
    job = make_job(layers=without_dropout, optimizer=sgd)
    by_hand = run(job, blobs).epochs
    monkeypatch.setattr(train_loop, "gradients_of", lambda network, _: autograd_gradients(network))
    by_autograd = run(job, blobs).epochs
    for ours, theirs in zip(by_hand, by_autograd, strict=True):
        assert ours.train_loss == pytest.approx(theirs.train_loss, rel=1e-4)
        assert ours.test_loss == pytest.approx(theirs.test_loss, rel=1e-4)


def test_another_seed_gives_other_numbers(blobs: Dataset) -> None:
    assert numbers(run(make_job(seed=0), blobs)) != numbers(run(make_job(seed=1), blobs))


def frozen(job: TrainingJob) -> TrainingJob:
    """The same training with a learning rate of 0: the weights stay as they were initialised."""
    still = optimizer_spec("SGD", parameter_names(MLP), lr=0.0)
    return job.model_copy(update={"optimizer": still})


def test_dropout_is_drawn_anew_each_epoch_and_off_in_tests(blobs: Dataset) -> None:
    first, second = run(frozen(make_job()), blobs).epochs
    assert first.train_loss != second.train_loss
    assert first.test_loss == second.test_loss


def test_order_is_drawn_anew_each_epoch_and_from_the_seed(
    monkeypatch: pytest.MonkeyPatch, blobs: Dataset
) -> None:
    orders = []
    draw = torch.randperm

    def watched(*arguments: Any, **options: Any) -> torch.Tensor:
        orders.append(draw(*arguments, **options))
        return orders[-1]

    monkeypatch.setattr(torch, "randperm", watched)
    for seed in (0, 0, 1):
        run(make_job(seed=seed), blobs)
    assert torch.equal(orders[0], orders[2])
    assert torch.equal(orders[1], orders[3])
    assert not torch.equal(orders[0], orders[1])
    assert not torch.equal(orders[0], orders[4])


@pytest.mark.parametrize("kind", [Softmax, LogSoftmax])
def test_final_softmax_changes_no_number(kind: type[Any], blobs: Dataset) -> None:
    with_softmax = make_job(layers=(*MLP, kind(name="5", dim=1)))
    assert numbers(run(with_softmax, blobs)) == numbers(run(make_job(), blobs))


def test_9500_of_10000_is_exactly_95_percent() -> None:
    labels = torch.zeros(10_000, dtype=torch.int64)
    logits = torch.zeros(10_000, 2)
    logits[:500, 1] = 1.0
    logits[500:, 0] = 1.0
    tally = train_loop._Tally()
    for start in range(0, 10_000, 1000):
        tally = tally.plus(logits[start : start + 1000], labels[start : start + 1000])
    assert tally.accuracy == 0.95


def test_last_partial_batch_is_trained_on(blobs: Dataset) -> None:
    # 33 images in batches of 32: without the partial batch the label 1 would be seen in no epoch
    # in which it is drawn last, and a rate of 0 makes every epoch's accuracy that of all 33.
    part = replace(blobs, train=blobs.train.part(0, 33))
    result = run(frozen(make_job(epochs=1)), part)
    correct = result.epochs[0].train_accuracy * 33
    assert correct == pytest.approx(round(correct), abs=1e-9)
    trained = run(make_job(epochs=1, batch_size=32), part)
    dropped = run(make_job(epochs=1, batch_size=32), replace(blobs, train=blobs.train.part(0, 32)))
    assert numbers(trained) != numbers(dropped)


def count_steps(monkeypatch: pytest.MonkeyPatch, job: TrainingJob, data: Dataset) -> list[int]:
    """Train, noting the size of every batch."""
    sizes: list[int] = []
    choose = gradients_of

    def watched(*arguments: Any) -> Any:
        gradients = choose(*arguments)

        def noted(images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
            sizes.append(len(images))
            return gradients(images, labels)

        return noted

    monkeypatch.setattr(train_loop, "gradients_of", watched)
    run(job, data)
    return sizes


@pytest.mark.parametrize(
    ("batch_size", "sizes"), [(32, [32] * 15 + [20]), (500, [500]), (499, [499, 1]), (600, [500])]
)
def test_batches_are_full_but_the_last(
    batch_size: int,
    sizes: list[int],
    monkeypatch: pytest.MonkeyPatch,
    blobs: Dataset,
) -> None:
    job = make_job(epochs=1, batch_size=batch_size)
    assert count_steps(monkeypatch, job, blobs) == sizes


def test_batches_do_not_depend_on_how_many_images_are_gathered_at_once(
    monkeypatch: pytest.MonkeyPatch, blobs: Dataset
) -> None:
    expected = numbers(run(make_job(), blobs))
    monkeypatch.setattr(train_loop, "_IMAGES_AT_ONCE", 100)
    found = numbers(run(make_job(), blobs))
    assert [epoch["test_loss"] for epoch in found] == [epoch["test_loss"] for epoch in expected]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_trains(name: str, blobs: Dataset) -> None:
    names = parameter_names(MLP)
    if name == "Muon":  # for matrices alone
        names = tuple(each for each in names if each.endswith("weight"))
    result = run(make_job(optimizer=optimizer_spec(name, names), epochs=1), blobs)
    untrained = run(frozen(make_job(epochs=1)), blobs)
    assert result.diverged_in_epoch is None
    assert result.epochs[0].test_loss < untrained.epochs[0].test_loss


def test_a_groups_own_weight_decay_matters(blobs: Dataset) -> None:
    def job(decay: float) -> TrainingJob:
        options = options_with_defaults("SGD") | {"lr": 0.1}
        groups = (
            ParameterGroup(parameters=("1.weight",), options=options | {"weight_decay": decay}),
            ParameterGroup(parameters=("1.bias", "4.weight", "4.bias"), options=options),
        )
        return make_job(optimizer=OptimizerSpec(name="SGD", groups=groups))

    assert numbers(run(job(0.1), blobs)) != numbers(run(job(0.0), blobs))


def scheduled(rates: tuple[float, ...]) -> TrainingJob:
    sgd = optimizer_spec("SGD", parameter_names(MLP), lr=rates[0])
    schedule = RecordedSchedule(name="StepLR", groups=({"lr": rates},))
    return make_job(optimizer=sgd, schedule=schedule, epochs=len(rates))


def test_recorded_schedule_is_followed_from_epoch_to_epoch(blobs: Dataset) -> None:
    losses = [epoch.test_loss for epoch in run(scheduled((0.1, 0.0, 0.1)), blobs).epochs]
    assert losses[0] == losses[1]
    assert losses[2] < losses[1]


def test_plateau_of_the_test_loss_stops_learning(blobs: Dataset) -> None:
    plateau = PlateauSchedule(
        mode="min",
        factor=0.0,
        patience=0,
        threshold=1e9,  # nothing is ever better enough
        threshold_mode="abs",
        cooldown=0,
        min_lr=(0.0,),
        eps=0.0,
    )
    job = scheduled((0.1, 0.1, 0.1, 0.1)).model_copy(update={"schedule": plateau})
    losses = [epoch.test_loss for epoch in run(job, blobs).epochs]
    assert losses[1] < losses[0]
    assert losses[1] == losses[2] == losses[3]


def test_divergence_is_named_by_its_epoch_and_is_no_error(blobs: Dataset) -> None:
    seen: list[EpochRecord] = []
    job = scheduled((0.01, 0.01, 1e30, 0.01))
    result = train(job, blobs, CPU, seen.append)
    assert result.diverged_in_epoch == 3
    assert result.final_test_accuracy is None
    assert [record.epoch for record in seen] == [1, 2]
    assert tuple(seen) == result.epochs


def test_divergence_in_the_last_step_shows_in_the_test_loss(blobs: Dataset) -> None:
    job = scheduled((1e38,)).model_copy(update={"batch_size": 500})
    assert run(job, blobs).diverged_in_epoch == 1


def test_validation_is_recorded_beside_the_test(blobs: Dataset) -> None:
    held_out = replace(blobs, validation=blobs.test)
    record = run(make_job(epochs=1), held_out).epochs[0]
    assert record.validation_loss == record.test_loss
    assert record.validation_accuracy == record.test_accuracy


def test_time_limit_interrupts_within_an_epoch(
    monkeypatch: pytest.MonkeyPatch, blobs: Dataset
) -> None:
    clock = iter(range(10_000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    seen: list[EpochRecord] = []
    with pytest.raises(OutOfTime, match="5 seconds"):
        train(make_job(time_limit_seconds=5), blobs, CPU, seen.append)
    assert seen == []
    assert next(clock) < 12


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate"),
        RuntimeError("not enough memory: you tried to allocate 7 bytes"),
        RuntimeError("std::bad_alloc"),
    ],
)
def test_every_way_of_running_out_of_memory_is_told_by_one_name(error: Exception) -> None:
    with pytest.raises(OutOfMemory, match="out of memory"), naming_memory_errors():
        raise error


def test_a_real_allocation_that_fails_is_one_of_them() -> None:
    with pytest.raises(OutOfMemory), naming_memory_errors():
        torch.empty(1 << 60)


def test_other_errors_keep_their_name() -> None:
    with pytest.raises(RuntimeError, match="shapes"), naming_memory_errors():
        raise RuntimeError("shapes cannot be multiplied")


def test_large_images_sets_are_tested_whole(blobs: Dataset) -> None:
    count = train_loop.TEST_BATCH_SIZE + 1
    test = LabelledImages(
        blobs.test.images[:1].expand(count, -1, -1, -1), blobs.test.labels[:1].expand(count)
    )
    record = run(make_job(epochs=1), replace(blobs, test=test)).epochs[0]
    assert record.test_accuracy in (0.0, 1.0)


@pytest.mark.mnist
def test_mnist_reaches_90_percent_in_an_epoch(mnist_folder: Path) -> None:
    from grader.training.datasets import load_dataset

    layers = (
        Flatten(name="0"),
        Linear(name="1", in_features=784, out_features=30),
        ReLU(name="2"),
        Linear(name="3", in_features=30, out_features=10),
    )
    source = DataSource(dataset="mnist", folder=str(mnist_folder))
    adam = optimizer_spec("Adam", parameter_names(layers))
    job = make_job(layers=layers, source=source, optimizer=adam, epochs=1)
    result = run(job, load_dataset(source))
    assert result.final_test_accuracy is not None
    assert result.final_test_accuracy > 0.9
