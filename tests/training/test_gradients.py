"""Gradients by hand equal autograd's, layer by layer."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from grader.training.gradients import autograd_gradients, gradients_by_hand, gradients_of
from grader.training.layers_by_hand import by_hand

NETWORKS: dict[str, list[nn.Module]] = {
    "linear layers": [nn.Flatten(), nn.Linear(64, 20), nn.ReLU(), nn.Linear(20, 10)],
    "linear layers over rows": [
        nn.Linear(8, 6),
        nn.ReLU(),
        nn.Linear(6, 5),
        nn.Flatten(),
        nn.Linear(40, 10),
    ],
    "sigmoid and tanh": [
        nn.Flatten(),
        nn.Linear(64, 20),
        nn.Sigmoid(),
        nn.Linear(20, 15),
        nn.Tanh(),
        nn.Linear(15, 10),
    ],
    "activation before any parameter": [nn.Tanh(), nn.Flatten(), nn.Linear(64, 10), nn.ReLU()],
    "batch norm first": [nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(64, 10)],
    "batch norm of features": [
        nn.Flatten(),
        nn.Linear(64, 20),
        nn.BatchNorm1d(20, momentum=0.3),
        nn.ReLU(),
        nn.Linear(20, 10),
    ],
    "convolutions": [
        nn.Conv2d(1, 4, 3, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 6, (3, 2), stride=(1, 2), dilation=1, bias=False),
        nn.MaxPool2d(2, stride=1, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(54, 10),
    ],
    "grouped and dilated": [
        nn.Conv2d(1, 4, 3),
        nn.Conv2d(4, 4, 2, groups=2, dilation=2),
        nn.Flatten(),
        nn.Linear(64, 10),
    ],
}


@pytest.fixture
def batch() -> tuple[Tensor, Tensor]:
    source = torch.Generator().manual_seed(1)
    return torch.rand(12, 1, 8, 8, generator=source), torch.arange(12) % 10


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_by_hand_equal_autograds(
    name: str, layout: torch.memory_format, batch: tuple[Tensor, Tensor]
) -> None:
    network = nn.Sequential(*NETWORKS[name]).to(memory_format=layout).train()
    images, labels = batch[0].contiguous(memory_format=layout), batch[1]
    statistics = {key: value.clone() for key, value in network.state_dict().items()}
    expected_logits = autograd_gradients(network)(images, labels)
    expected = [parameter.grad for parameter in network.parameters()]
    moved = {key: value.clone() for key, value in network.named_buffers()}

    network.load_state_dict(statistics)
    ours = gradients_by_hand(network)
    assert ours is not None
    torch.testing.assert_close(ours(images, labels), expected_logits, rtol=1e-5, atol=1e-6)
    for parameter, gradient in zip(network.parameters(), expected, strict=True):
        assert parameter.grad is not None
        torch.testing.assert_close(parameter.grad, gradient, rtol=1e-5, atol=1e-6)
        assert parameter.grad.stride() == parameter.stride()
    for key, value in network.named_buffers():
        if not key.endswith("num_batches_tracked"):
            torch.testing.assert_close(value, moved[key])


def test_a_second_batch_forgets_the_first(batch: tuple[Tensor, Tensor]) -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    ours = gradients_by_hand(network)
    assert ours is not None
    ours(batch[0].flip(0), batch[1])
    ours(*batch)
    found = [parameter.grad for parameter in network.parameters()]
    autograd_gradients(network)(*batch)
    for gradient, parameter in zip(found, network.parameters(), strict=True):
        torch.testing.assert_close(gradient, parameter.grad)


def test_steps_of_the_optimizer_are_seen(batch: tuple[Tensor, Tensor]) -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    ours = gradients_by_hand(network)
    assert ours is not None
    ours(*batch)
    torch.optim.SGD(network.parameters(), lr=1.0).step()
    torch.testing.assert_close(ours(*batch), network(batch[0]).detach())


@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_dropout_keeps_the_share_and_the_mean_that_torchs_keeps(p: float) -> None:
    torch.manual_seed(0)
    layer = by_hand(nn.Dropout(p))
    assert layer is not None
    values = torch.ones(1000, 100)
    output = layer.forward(values)
    kept = float((output != 0).double().mean())
    assert kept == pytest.approx(1 - p, abs=0.01)
    survivors = output[output != 0]
    torch.testing.assert_close(survivors, torch.full_like(survivors, 1 / (1 - p) if p < 1 else 0))
    assert torch.equal(layer.backward(values), output)


@pytest.mark.parametrize(
    "module",
    [
        nn.Linear(3, 2, bias=False),
        nn.Conv2d(1, 1, 3, padding="same"),
        nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect"),
        nn.BatchNorm2d(3, affine=False),
        nn.BatchNorm1d(3, momentum=None),
        nn.BatchNorm2d(3, track_running_stats=False),
        nn.Flatten(0),
        nn.GELU(),
        nn.AvgPool2d(2),
    ],
    ids=repr,
)
def test_unusual_layers_are_left_to_autograd(module: nn.Module) -> None:
    assert by_hand(module) is None


def test_networks_with_a_layer_that_is_not_written_out_use_autograd(
    batch: tuple[Tensor, Tensor],
) -> None:
    network = nn.Sequential(nn.Flatten(), nn.GELU(), nn.Linear(64, 10))
    assert gradients_by_hand(network) is None
    gradients_of(network, torch.device("cpu"))(*batch)
    assert all(parameter.grad is not None for parameter in network.parameters())


def test_network_without_parameters_has_logits_and_nothing_to_learn(
    batch: tuple[Tensor, Tensor],
) -> None:
    network = nn.Sequential(nn.Flatten(), nn.Identity())
    gradients: Any = gradients_of(network, torch.device("cpu"))
    labels = batch[1]
    assert torch.equal(gradients(batch[0], labels), batch[0].flatten(1))
