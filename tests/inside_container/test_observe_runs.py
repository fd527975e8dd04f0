"""Every run goes out as a line that the host's records take, as soon as there is news of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from torch import nn

from grader.inside_container.observe_layers import observe_network
from grader.inside_container.observe_runs import describe_observed, dropouts

Describe = Callable[..., Any]

EPOCHS = "for epoch in range(3):\n    for x, y in train_loader: step(x, y)\n"


def test_a_run_holds_all_that_it_takes_to_train_it_again(dry: Describe) -> None:
    run = dry(
        "optimizer = optim.SGD([{'params': model[1].parameters(), 'lr': 0.2},\n"
        "    {'params': model[3].parameters()}], lr=0.1, momentum=0.9, weight_decay=1e-4)\n"
        + EPOCHS
    ).run
    assert run.optimizer is not None
    first, second = run.optimizer.groups
    assert (first.parameters, first.options["lr"]) == (("1.weight", "1.bias"), 0.2)
    assert (second.parameters, second.options["lr"]) == (("3.weight", "3.bias"), 0.1)
    assert {first.options["momentum"], second.options["momentum"]} == {0.9}
    assert {first.options["weight_decay"], second.options["weight_decay"]} == {1e-4}
    assert run.rates == ({"lr": (0.2,) * 3}, {"lr": (0.1,) * 3})
    assert (run.optimizer.defect, run.optimizer.foreign_parameters, run.stale) == (None, 0, False)


@pytest.mark.parametrize(
    ("made", "defect"),
    [
        ("type('Own', (optim.SGD,), {})(model.parameters(), lr=0.1)",
         "is a subclass of SGD, not one of torch.optim's own classes"),
        ("optimizer\noptimizer.register_step_post_hook(lambda *all: None)",
         "has a hook on its step"),
    ],
)  # fmt: skip
def test_an_optimizer_that_is_not_torchs_own_says_so(dry: Describe, made: str, defect: str) -> None:
    run = dry(f"optimizer = {made}\n{EPOCHS}").run
    assert run.epochs == 3
    assert run.optimizer is not None
    assert run.optimizer.defect == defect


def test_our_own_watch_is_no_defect_of_an_optimizer(dry: Describe) -> None:
    for name in ("Adam", "RMSprop", "Adagrad", "AdamW", "NAdam", "Adadelta"):
        run = dry(f"optimizer = optim.{name}(model.parameters())\n{EPOCHS}").run
        assert run.optimizer is not None
        assert (run.optimizer_name, run.optimizer.defect) == (name, None)


def test_an_own_optimizer_that_steps_by_itself_is_a_run_all_the_same(dry: Describe) -> None:
    run = dry(
        "class Own(optim.Optimizer):\n    def __init__(self, given): super().__init__(given, {})\n"
        "    @torch.no_grad()\n    def step(self):\n"
        "        for p in self.param_groups[0]['params']: p -= 0.1 * p.grad\n"
        "optimizer = Own(model.parameters())\n" + EPOCHS
    ).run
    assert (run.optimizer_name, run.epochs) == ("Own", 3)
    assert run.optimizer is not None
    assert (
        run.optimizer.defect == "is a subclass of Optimizer, not one of torch.optim's own classes"
    )


@pytest.mark.parametrize(
    ("made", "name"),
    [
        ("StepLR(optimizer, 2, verbose=True)", "StepLR"),
        ("StepLR(optimizer, 2, 0.1, -1, True)", "StepLR"),
        ("ReduceLROnPlateau(optimizer, 'min', patience=3, verbose=True)", "ReduceLROnPlateau"),
    ],
)
def test_an_argument_that_torch_no_longer_takes_does_no_harm(
    dry: Describe, made: str, name: str
) -> None:
    run = dry(f"scheduler = optim.lr_scheduler.{made}\n{EPOCHS}    scheduler.step(0.5)\n").run
    assert run.epochs == 3
    assert run.schedule is not None
    assert run.schedule.name == name


def test_parameters_of_others_are_counted(dry: Describe) -> None:
    run = dry(
        "other = nn.Linear(3, 3)\n"
        "optimizer = optim.SGD([*model.parameters(), *other.parameters()], lr=0.1)\n" + EPOCHS
    ).run
    assert run.optimizer is not None
    assert run.optimizer.foreign_parameters == 2


def test_a_group_that_comes_later_leaves_the_rates_untold(dry: Describe) -> None:
    run = dry(
        "optimizer = optim.SGD(model[3].parameters(), lr=0.1)\n"
        "for epoch in range(3):\n"
        "    if epoch == 1: optimizer.add_param_group({'params': model[1].parameters()})\n"
        "    for x, y in train_loader: step(x, y)\n"
    ).run
    assert (run.epochs, run.rates) == (3, ())


def test_a_networks_many_names_are_told_up_to_a_number(dry: Describe) -> None:
    names = "".join(f"name_{number} = model\n" for number in range(60))
    assert len(dry(names + EPOCHS).run.names) == 20


def test_a_file_that_hangs_has_told_what_it_trained(warm_box: Any, beginning: str) -> None:
    told = warm_box.describe(f"{beginning}{EPOCHS}import os, signal\nos.kill(os.getpid(), 9)\n")
    assert told.status == -9
    assert told.run.epochs == 3


def test_a_network_too_deep_to_describe_is_a_run_all_the_same(dry: Describe) -> None:
    run = dry(
        "inner = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n"
        "for level in range(12): inner = nn.Sequential(inner)\n"
        "model = inner\noptimizer = optim.Adam(model.parameters())\n" + EPOCHS
    ).run
    assert run.epochs == 3
    assert [layer.type for layer in run.network.layers] == ["Unsupported"]


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (nn.Linear(2, 2), ()),
        (nn.Dropout(0.25), (0.25,)),
        (nn.Sequential(nn.Dropout(0.1), nn.Sequential(nn.Dropout2d(0.2))), (0.1, 0.2)),
        (None, ()),
    ],
)
def test_dropouts_are_read_in_order(network: Any, expected: tuple[float, ...]) -> None:
    assert dropouts(network) == expected


def test_a_probability_that_is_no_number_is_one_of_its_own() -> None:
    layer = nn.Dropout()
    layer.p = "often"  # type: ignore[assignment]
    assert dropouts(layer) == (-1.0,)


def test_what_was_taken_for_what_is_only_told_where_there_is_something() -> None:
    seen = observe_network(nn.Sequential(nn.Linear(2, 2)), 64)
    assert "taken_as" not in json.dumps(describe_observed(seen))
