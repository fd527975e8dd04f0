from typing import Any

import pytest
import torch
from torch import nn

from grader.training.fused_step import fused_step

OPTIMIZERS: list[tuple[type[torch.optim.Optimizer], dict[str, Any]]] = [
    (torch.optim.Adam, {"lr": 1e-2}),
    (torch.optim.Adam, {"lr": 1e-2, "amsgrad": True, "weight_decay": 0.1, "betas": (0.8, 0.9)}),
    (torch.optim.Adam, {"lr": 1e-2, "maximize": True, "decoupled_weight_decay": True}),
    (torch.optim.AdamW, {"lr": 1e-2, "weight_decay": 0.2, "eps": 1e-5}),
    (torch.optim.SGD, {"lr": 1e-1}),
    (torch.optim.SGD, {"lr": 1e-1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    (torch.optim.SGD, {"lr": 1e-1, "momentum": 0.9, "dampening": 0.5, "maximize": True}),
    (torch.optim.Adagrad, {"lr": 1e-2}),
    (torch.optim.RMSprop, {"lr": 1e-2}),
]


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 4))


def build(kind: Any, options: dict[str, Any], of: nn.Sequential) -> torch.optim.Optimizer:
    groups = [
        {"params": list(of[0].parameters())},
        {"params": list(of[2].parameters()), "lr": 3e-2},
    ]
    fused = {} if kind is torch.optim.RMSprop else {"fused": True}
    return kind(groups, **options, **fused)  # type: ignore[no-any-return]


def train(of: nn.Sequential, optimizer: Any, step: Any, *, frozen: bool = False) -> list[Any]:
    generator = torch.Generator().manual_seed(1)
    for number in range(6):
        of.zero_grad(set_to_none=True)
        of(torch.randn(8, 6, generator=generator)).square().mean().backward()
        if frozen and number < 3:
            of[0].bias.grad = None
        if number == 4:  # as a schedule does
            optimizer.param_groups[1]["lr"] *= 0.1
        step()
    return [parameter.detach().clone() for parameter in of.parameters()]


# torch's own fused SGD cannot take up a parameter whose gradient comes late once it has momentum.
LATE = [(k, o, True) for k, o in OPTIMIZERS if "momentum" not in o]


@pytest.mark.parametrize(("kind", "options", "frozen"), [(*o, False) for o in OPTIMIZERS] + LATE)
def test_every_bit_is_as_the_optimizer_itself_would_have_it(
    kind: Any, options: dict[str, Any], frozen: bool
) -> None:
    ours, theirs = network(), network()
    mine, other = build(kind, options, ours), build(kind, options, theirs)
    stepped = train(ours, mine, fused_step(mine), frozen=frozen)
    expected = train(theirs, other, other.step, frozen=frozen)
    assert all(torch.equal(a, b) for a, b in zip(stepped, expected, strict=True))


def test_the_kernel_is_called_without_the_optimizer_after_its_first_step() -> None:
    net = network()
    optimizer = build(torch.optim.Adam, {"lr": 1e-2}, net)
    calls = []
    optimizer.register_step_post_hook(lambda *_: calls.append(1))
    train(net, optimizer, fused_step(optimizer))
    assert len(calls) == 1


def test_a_schedule_may_switch_momentum_on_and_off() -> None:
    ours, theirs = network(), network()
    for net, quick in ((ours, True), (theirs, False)):
        optimizer = build(torch.optim.SGD, {"lr": 1e-1}, net)
        step = fused_step(optimizer) if quick else optimizer.step
        train(net, optimizer, step)
        for group in optimizer.param_groups:
            group["momentum"] = 0.9
        train(net, optimizer, step)
        for group in optimizer.param_groups:
            group["momentum"] = 0.0
        train(net, optimizer, step)
    pairs = zip(ours.parameters(), theirs.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)
