"""Networks, optimizers and schedules, rebuilt from their specs."""

from typing import Any, get_args

import pytest
import torch
from torch import nn

from grader.network_spec import (
    LAYER_NAMES,
    BatchNorm2d,
    Conv2d,
    Flatten,
    Linear,
    LogSoftmax,
    OptimizerSpec,
    ParameterGroup,
    PlateauSchedule,
    RecordedSchedule,
    ReLU,
    Softmax,
    TrainableLayer,
)
from grader.optimizers import OPTIMIZERS, options_with_defaults
from grader.results import EpochRecord
from grader.training.build_network import build_network
from grader.training.build_optimizer import build_optimizer, follow_schedule

ARGUMENTS: dict[str, dict[str, Any]] = {
    "Unflatten": {"dim": 1, "unflattened_size": (1, 4)},
    "Linear": {"in_features": 3, "out_features": 2, "bias": False},
    "Conv2d": {"in_channels": 2, "out_channels": 4, "kernel_size": (3, 1), "padding": "same"},
    "MaxPool2d": {
        "kernel_size": (2, 2),
        "stride": (1, 2),
        "padding": (1, 0),
        "dilation": (1, 1),
        "ceil_mode": True,
    },
    "AvgPool2d": {"kernel_size": (2, 2), "stride": (2, 2), "padding": (0, 1)},
    "AdaptiveAvgPool2d": {"output_size": (1, None)},
    "BatchNorm1d": {"num_features": 3, "momentum": None},
    "BatchNorm2d": {"num_features": 3, "affine": False},
    "LayerNorm": {"normalized_shape": (4, 4), "bias": False},
    "GELU": {"approximate": "tanh"},
    "LeakyReLU": {"negative_slope": 0.2},
}
LINEARS: tuple[TrainableLayer, ...] = (
    Flatten(name="0"),
    Linear(name="1", in_features=4, out_features=3),
    ReLU(name="2"),
    Linear(name="3", in_features=3, out_features=2),
)
NAMES = ("1.weight", "1.bias", "3.weight", "3.bias")


def linear(network: nn.Sequential, position: int) -> nn.Linear:
    module = network[position]
    assert isinstance(module, nn.Linear)
    return module


def spec_of(kind: type[Any]) -> Any:
    return kind(name="0", **ARGUMENTS.get(kind.__name__, {}))


@pytest.mark.parametrize("kind", get_args(TrainableLayer), ids=LAYER_NAMES)
def test_every_layer_builds_as_torch_builds_it(kind: type[Any]) -> None:
    layers = (spec_of(kind), Linear(name="1", in_features=1, out_features=1))
    built = build_network(layers, seed=0)[0]
    expected = getattr(nn, kind.__name__)(**ARGUMENTS.get(kind.__name__, {}))
    assert type(built) is type(expected)
    assert repr(built) == repr(expected)


def test_same_seed_same_weights_and_another_seed_others() -> None:
    first, again, other = (linear(build_network(LINEARS, seed), 1).weight for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_initialisation_is_torchs_own() -> None:
    torch.manual_seed(5)
    expected = nn.Linear(4, 3).weight
    assert torch.equal(linear(build_network(LINEARS, seed=5), 1).weight, expected)


@pytest.mark.parametrize("kind", [Softmax, LogSoftmax])
@pytest.mark.parametrize("dim", [None, 1, -1])
def test_final_softmax_over_the_classes_is_left_off(kind: type[Any], dim: int | None) -> None:
    network = build_network((*LINEARS, kind(name="4", dim=dim)), seed=0)
    assert [type(module) for module in network] == [nn.Flatten, nn.Linear, nn.ReLU, nn.Linear]


def test_softmax_over_the_batch_or_before_the_end_stays() -> None:
    over_batch = build_network((*LINEARS, Softmax(name="4", dim=0)), seed=0)
    assert isinstance(over_batch[-1], nn.Softmax)
    twice = build_network((*LINEARS, Softmax(name="4", dim=1), Softmax(name="5", dim=1)), seed=0)
    assert isinstance(twice[-1], nn.Softmax)
    assert len(twice) == len(LINEARS) + 1


def torch_defaults(name: str) -> dict[str, Any]:
    defaults = getattr(torch.optim, name)([nn.Parameter(torch.zeros(2, 2))]).defaults
    for switch in ("foreach", "fused", "capturable", "differentiable"):
        defaults.pop(switch, None)
    return dict(defaults)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizer_table_is_that_of_the_installed_torch(name: str) -> None:
    assert options_with_defaults(name) == torch_defaults(name)


def test_every_optimizer_of_torch_is_in_the_table_or_left_out_on_purpose() -> None:
    kinds = {
        name
        for name, kind in vars(torch.optim).items()
        if isinstance(kind, type) and issubclass(kind, torch.optim.Optimizer)
    }
    assert kinds - set(OPTIMIZERS) == {"Optimizer", "LBFGS", "SparseAdam"}


def group(parameters: tuple[str, ...], name: str = "SGD", **options: Any) -> ParameterGroup:
    return ParameterGroup(parameters=parameters, options=options_with_defaults(name) | options)


def take_a_step(network: nn.Sequential, optimizer: torch.optim.Optimizer) -> None:
    for parameter in network.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()


def test_each_group_keeps_its_own_learning_rate_and_weight_decay() -> None:
    network = build_network(LINEARS, seed=0)
    before = {name: p.detach().clone() for name, p in network.named_parameters()}
    groups = (
        group(("1.weight",), lr=0.1, weight_decay=0.5),
        group(("3.weight",), lr=0.01, weight_decay=0.0),
    )
    take_a_step(network, build_optimizer(OptimizerSpec(name="SGD", groups=groups), network))
    after = dict(network.named_parameters())
    torch.testing.assert_close(
        after["1.weight"].detach(), before["1.weight"] - 0.1 * (1 + 0.5 * before["1.weight"])
    )
    torch.testing.assert_close(after["3.weight"].detach(), before["3.weight"] - 0.01)


def test_parameters_in_no_group_are_not_trained() -> None:
    network = build_network(LINEARS, seed=0)
    bias = linear(network, 1).bias.detach().clone()
    spec = OptimizerSpec(name="SGD", groups=(group(("1.weight",), lr=0.1),))
    take_a_step(network, build_optimizer(spec, network))
    assert torch.equal(linear(network, 1).bias, bias)


def test_unknown_parameter_is_an_error() -> None:
    spec = OptimizerSpec(name="SGD", groups=(group(("2.weight",)),))
    with pytest.raises(KeyError, match=r"2\.weight"):
        build_optimizer(spec, build_network(LINEARS, seed=0))


def test_adagrad_starts_from_its_initial_accumulator_value() -> None:
    network = build_network(LINEARS, seed=0)
    options = group(NAMES, "Adagrad", initial_accumulator_value=0.25)
    optimizer = build_optimizer(OptimizerSpec(name="Adagrad", groups=(options,)), network)
    for parameter in network.parameters():
        assert torch.equal(optimizer.state[parameter]["sum"], torch.full_like(parameter, 0.25))


@pytest.mark.parametrize("name", ["Adagrad", "Adam", "AdamW", "SGD"])
def test_fused_steps_equal_plain_ones(name: str) -> None:
    fused, plain = (build_network(LINEARS, seed=0) for _ in range(2))
    spec = OptimizerSpec(name=name, groups=(group(NAMES, name, lr=0.1, weight_decay=0.01),))
    ours = build_optimizer(spec, fused)
    theirs = getattr(torch.optim, name)(plain.parameters(), lr=0.1, weight_decay=0.01)
    for _ in range(5):
        take_a_step(fused, ours)
        take_a_step(plain, theirs)
    for left, right in zip(fused.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(left, right, rtol=1e-5, atol=1e-6)


def optimizer_with_two_groups() -> torch.optim.Optimizer:
    groups = (group(NAMES[:2], lr=0.5), group(NAMES[2:], lr=0.5))
    return build_optimizer(OptimizerSpec(name="SGD", groups=groups), build_network(LINEARS, 0))


def record(epoch: int, *, test_loss: float = 1.0, test_accuracy: float = 0.5) -> EpochRecord:
    return EpochRecord(
        epoch=epoch,
        train_loss=1.0,
        train_accuracy=0.5,
        test_loss=test_loss,
        test_accuracy=test_accuracy,
        seconds=0.0,
    )


def test_recorded_schedule_sets_every_recorded_option_of_every_group() -> None:
    optimizer = optimizer_with_two_groups()
    numbers: Any = ({"lr": (0.3, 0.2)}, {"lr": (0.1, 0.05), "momentum": (0.8, 0.9)})
    schedule = follow_schedule(RecordedSchedule(name="OneCycleLR", groups=numbers), optimizer)
    seen = []
    for epoch in (1, 2, 3):
        schedule.before_epoch(epoch)
        seen.append([(each["lr"], each["momentum"]) for each in optimizer.param_groups])
        schedule.after_epoch(record(epoch))
    assert seen == [[(0.3, 0), (0.1, 0.8)], [(0.2, 0), (0.05, 0.9)], [(0.2, 0), (0.05, 0.9)]]


def plateau(**fields: Any) -> PlateauSchedule:
    standard: dict[str, Any] = {
        "mode": "min",
        "factor": 0.1,
        "patience": 0,
        "threshold": 1e-4,
        "threshold_mode": "rel",
        "cooldown": 0,
        "min_lr": (0.0, 0.2),
        "eps": 1e-8,
    }
    return PlateauSchedule(**standard | fields)


def test_plateau_of_the_loss_cuts_each_rate_down_to_its_own_floor() -> None:
    optimizer = optimizer_with_two_groups()
    schedule = follow_schedule(plateau(), optimizer)
    schedule.after_epoch(record(1, test_loss=1.0, test_accuracy=0.5))
    schedule.after_epoch(record(2, test_loss=1.0, test_accuracy=0.9))
    assert [each["lr"] for each in optimizer.param_groups] == pytest.approx([0.05, 0.2])


def test_plateau_of_the_accuracy_does_not_look_at_the_loss() -> None:
    optimizer = optimizer_with_two_groups()
    schedule = follow_schedule(plateau(mode="max"), optimizer)
    schedule.after_epoch(record(1, test_loss=1.0, test_accuracy=0.5))
    schedule.after_epoch(record(2, test_loss=9.0, test_accuracy=0.9))
    assert [each["lr"] for each in optimizer.param_groups] == [0.5, 0.5]


def test_no_schedule_changes_nothing() -> None:
    optimizer = optimizer_with_two_groups()
    follow_schedule(None, optimizer).before_epoch(7)
    assert [each["lr"] for each in optimizer.param_groups] == [0.5, 0.5]


def test_layer_positions_are_parameter_names() -> None:
    layers = (
        Conv2d(name="features.conv", in_channels=1, out_channels=2, kernel_size=(3, 3)),
        BatchNorm2d(name="features.norm", num_features=2),
    )
    names = [name for name, _ in build_network(layers, seed=0).named_parameters()]
    assert names == ["0.weight", "0.bias", "1.weight", "1.bias"]
