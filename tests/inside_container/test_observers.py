"""What the observers write must be what the host's records take, whatever the student built."""

import json
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from grader.description import DescribedNetwork, OptimizerView
from grader.inside_container.observe_layers import ObservedNetwork, observe_network
from grader.inside_container.observe_training import observe_optimizer
from grader.network_spec import Unsupported
from grader.optimizers import OPTIMIZERS, option_fault


def observed(model: nn.Sequential, max_layers: int = 64) -> tuple[ObservedNetwork, Any]:
    """Observe a network, and send it through the record as the pipe would."""
    seen = observe_network(model, max_layers)
    sent = {"layers": seen.layers, "layer_count": seen.layer_count, "defect": seen.defect}
    return seen, DescribedNetwork.from_json(json.dumps(sent).encode())


def optimizer_view(optimizer: torch.optim.Optimizer, seen: ObservedNetwork) -> OptimizerView | None:
    view = observe_optimizer(optimizer, seen)
    if view is None:
        return None
    return OptimizerView.from_json(json.dumps({"network": 0, **view}).encode())


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_every_optimizer_of_the_table_survives_the_way_out_of_the_box(name: str) -> None:
    model = nn.Sequential(nn.Linear(4, 2, bias=False))
    seen, _ = observed(model)
    view = optimizer_view(getattr(torch.optim, name)(model.parameters()), seen)
    assert view is not None
    assert (view.name, view.defect, view.foreign_parameters) == (name, None, 0)
    (group,) = view.groups
    assert group.parameters == ("0.weight",)
    assert option_fault(name, group.options) is None


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
@pytest.mark.filterwarnings("ignore:Detected call of")
def test_an_optimizer_that_a_scheduler_counts_the_steps_of_is_as_good(name: str) -> None:
    model = nn.Sequential(nn.Linear(4, 2, bias=False))
    seen, _ = observed(model)
    optimizer = getattr(torch.optim, name)(model.parameters())
    torch.optim.lr_scheduler.StepLR(optimizer, 1)
    view = optimizer_view(optimizer, seen)
    assert view is not None
    assert view.defect is None
    optimizer.step = lambda: None
    view = optimizer_view(optimizer, seen)
    assert view is not None
    assert view.defect == "has its step replaced"


@pytest.mark.parametrize("key", ["lr0", "LR", "my_option", "x" * 41, "größe", "a b"])
def test_options_of_the_students_own_making_do_not_lose_the_optimizer(key: str) -> None:
    model = nn.Sequential(nn.Linear(4, 2))
    seen, _ = observed(model)
    group = {"params": list(model.parameters()), key: 3.0}
    view = optimizer_view(torch.optim.SGD([group], lr=0.1), seen)
    assert view is not None
    assert view.groups[0].options["lr"] == 0.1


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
        self.scale = nn.Parameter(torch.ones(1))


@pytest.mark.parametrize(
    "layer",
    [
        Block,
        lambda: nn.LSTM(4, 4),
        lambda: nn.MultiheadAttention(4, 1),
        lambda: nn.PReLU(),
        lambda: nn.LazyLinear(4),
    ],
)
def test_an_optimizer_over_an_unsupported_layer_is_not_said_to_be_of_another_network(
    layer: Callable[[], nn.Module],
) -> None:
    model = nn.Sequential(nn.Linear(4, 4), layer())
    seen, network = observed(model)
    assert isinstance(network.layers[1], Unsupported)
    view = optimizer_view(torch.optim.Adam(model.parameters()), seen)
    assert view is not None
    assert view.foreign_parameters == 0


def test_an_optimizer_over_layers_too_many_to_describe_is_of_this_network() -> None:
    model = nn.Sequential(*(nn.Linear(2, 2) for _ in range(5)))
    seen, network = observed(model, max_layers=3)
    assert (len(network.layers), network.layer_count) == (3, 5)
    view = optimizer_view(torch.optim.Adam(model.parameters()), seen)
    assert view is not None
    assert view.foreign_parameters == 0


def test_parameters_of_another_network_are_counted() -> None:
    model, other = nn.Sequential(nn.Linear(2, 2)), nn.Sequential(nn.Linear(2, 2))
    seen, _ = observed(model)
    both = torch.optim.SGD([*model.parameters(), *other.parameters()], lr=0.1)
    view = optimizer_view(both, seen)
    assert view is not None
    assert view.foreign_parameters == 2
    assert optimizer_view(torch.optim.SGD(other.parameters(), lr=0.1), seen) is None


@pytest.mark.parametrize("name", ["\ud800", "x" * 500, "\x1b[2J", "größe"])
def test_any_name_of_a_layer_survives_the_way_out(name: str) -> None:
    _, network = observed(nn.Sequential(OrderedDict([(name, nn.Linear(4, 2))])))
    assert network.layers[0].type == "Linear"


def test_a_shape_that_is_not_of_whole_numbers_costs_its_layer_alone() -> None:
    odd = nn.LayerNorm((4,), elementwise_affine=False)
    odd.normalized_shape = (4.0,)  # type: ignore[assignment]
    _, network = observed(nn.Sequential(nn.Linear(4, 4), odd))
    assert [layer.type for layer in network.layers] == ["Linear", "Unsupported"]
