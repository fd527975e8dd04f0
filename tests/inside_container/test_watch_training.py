"""What a file trains is told run by run: network, optimizer, place, epochs and rates."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.inside_container.runs_seen import MAX_PER_SPOT, MAX_RUNS
from grader.inside_container.watch_training import MAX_EPOCHS
from grader.training_runs import MAX_SLOTS

Describe = Callable[..., Any]

EPOCHS = "for epoch in range(3):\n    for x, y in train_loader: step(x, y)\n"
BUILD = "nn.Sequential(nn.Flatten(), nn.Linear(784, {0}), nn.ReLU(), nn.Linear({0}, 10))"
ANOTHER = f"model = {BUILD.format(30)}\n"
FIRST_LINE = 16
"""Of what stands behind the usual beginning."""


def test_a_run_tells_where_it_began_and_where_its_network_was_built(dry: Describe) -> None:
    run = dry("net = model\n" + EPOCHS).run
    assert (run.statement, run.line, run.last_statement) == (FIRST_LINE + 1, 15, FIRST_LINE + 1)
    assert run.spot == (15, FIRST_LINE + 2)
    assert (run.built, run.built_statement) == (9, 9)
    assert run.names == {"model": 9, "net": FIRST_LINE}
    assert (run.optimizer_name, run.loss) == ("SGD", "cross_entropy")


def test_names_are_told_that_came_after_the_run(dry: Describe) -> None:
    run = dry(EPOCHS + "best = model\nmodel = None\n").run
    assert run.names == {"model": 9, "best": FIRST_LINE + 2}


def test_training_in_functions_and_classes_is_seen(dry: Describe) -> None:
    told = dry(
        "def make(width):\n"
        f"    return {BUILD.format('width')}\n"
        "class Trainer:\n    def __init__(self, net, rate):\n        self.net = net\n"
        "        self.optimizer = optim.Adam(net.parameters(), lr=rate)\n"
        "    def __call__(self, epochs):\n        def once(x, y):\n"
        "            self.optimizer.zero_grad()\n"
        "            F.cross_entropy(self.net(x), y).backward()\n"
        "            self.optimizer.step()\n"
        "        for epoch in range(epochs):\n            for x, y in train_loader: once(x, y)\n"
        "        return self.net\n"
        "if __name__ == '__main__':\n    first = Trainer(make(40), 0.01)(4)\n"
        "    second = Trainer(make(50), 0.02)(5)\n"
    )
    first, second = told.runs
    assert (first.epochs, second.epochs) == (4, 5)
    assert (first.names, second.names) == ({"first": 31}, {"second": 32})
    assert (first.rates[0]["lr"], second.rates[0]["lr"]) == ((0.01,) * 4, (0.02,) * 5)
    assert first.model != second.model
    assert (first.built, first.built_statement) == (17, 31)
    assert first.spot[0] == second.spot[0]
    assert first.spot != second.spot


def test_the_same_network_and_optimizer_go_on_with_their_run(dry: Describe) -> None:
    assert dry(EPOCHS + EPOCHS).run.epochs == 6


def test_a_new_optimizer_over_the_same_network_is_another_run_of_it(dry: Describe) -> None:
    first, second = dry(f"{EPOCHS}optimizer = optim.Adam(model.parameters())\n{EPOCHS}").runs
    assert (first.optimizer_name, second.optimizer_name) == ("SGD", "Adam")
    assert (first.epochs, second.epochs) == (3, 3)
    assert first.model == second.model


def test_the_network_is_told_as_it_was_at_the_first_step(dry: Describe) -> None:
    run = dry(f"{EPOCHS}model[3] = nn.Linear(20, 3)\nmodel.append(nn.Softmax(dim=1))\n").run
    assert [layer.type for layer in run.network.layers] == ["Flatten", "Linear", "ReLU", "Linear"]
    assert run.network.layers[3].out_features == 10


def test_the_optimizer_is_told_as_it_was_at_the_first_step(dry: Describe) -> None:
    run = dry(f"{EPOCHS}optimizer.param_groups[0]['momentum'] = 0.9\n").run
    assert run.optimizer is not None
    assert run.optimizer.groups[0].options["momentum"] == 0


def test_each_probability_of_dropout_is_a_run_of_its_own(dry: Describe) -> None:
    told = dry(
        "model = nn.Sequential(nn.Flatten(), nn.Linear(784, 9), nn.Dropout(), nn.Linear(9, 10))\n"
        "optimizer = optim.Adam(model.parameters())\n"
        "for p in (0.1, 0.3, 0.5):\n    model[2].p = p\n"
        "    for x, y in train_loader: step(x, y)\n"
    )
    assert [run.network.layers[2].p for run in told.runs] == [0.1, 0.3, 0.5]
    assert [run.epochs for run in told.runs] == [1, 1, 1]
    assert len({run.model for run in told.runs}) == 1


def test_a_sweep_of_hundreds_stays_within_its_slots_and_keeps_its_last_run(dry: Describe) -> None:
    told = dry(
        "def train(rate):\n"
        f"    net = {BUILD.format(5)}\n"
        "    optimizer = optim.SGD(net.parameters(), lr=rate)\n"
        "    for x, y in train_loader:\n"
        "        criterion(net(x), y).backward()\n        optimizer.step()\n    return net\n"
        "for number in range(200): model = train(1.0 + number)\n"
        "model = train(0.5)\n"
    )
    rates = [run.rates[0]["lr"][0] for run in told.runs]
    assert rates == [*(1.0 + number for number in range(MAX_PER_SPOT - 1)), 200.0, 0.5]
    assert told.runs[-1].names == {"model": FIRST_LINE + 8}


def test_a_file_with_more_runs_than_are_kept_keeps_the_last(dry: Describe) -> None:
    lines = "for x, y in train_loader: step(x, y)\noptimizer = {}(model.parameters(), lr={})\n"
    told = dry("".join(lines.format("optim.SGD", number) for number in range(MAX_RUNS + 5)))
    assert len(told.runs) == MAX_RUNS
    assert max(run.slot for run in told.runs) == MAX_RUNS - 1 < MAX_SLOTS
    assert told.runs[-1].rates[0]["lr"] == (MAX_RUNS + 3,)


def test_epochs_beyond_all_measure_are_counted_but_not_all_written_down(dry: Describe) -> None:
    one = "x, y = torch.rand(1, 784), torch.ones(1).long()\n"
    told = dry(f"{one}for number in list(range({MAX_EPOCHS + 10})): step(x, y)\n")
    assert told.run.loose_steps == MAX_EPOCHS + 10
    assert len(told.run.rates[0]["lr"]) == MAX_EPOCHS


@pytest.mark.parametrize(
    ("moved", "rates"),
    [
        ("s = optim.lr_scheduler.StepLR(optimizer, 2, 0.1)", (0.1, 0.1, 0.01, 0.01)),
        ("s = optim.lr_scheduler.ExponentialLR(optimizer, 0.5)", (0.1, 0.05, 0.025, 0.0125)),
        ("s = optim.lr_scheduler.LambdaLR(optimizer, lambda n: 1 / (n + 1))",
         (0.1, 0.05, 0.1 / 3, 0.025)),
    ],
)  # fmt: skip
def test_a_schedule_stepped_with_every_epoch_shows_in_the_rates(
    dry: Describe, moved: str, rates: tuple[float, ...]
) -> None:
    run = dry(
        f"{moved}\nfor epoch in range(4):\n    for x, y in train_loader: step(x, y)\n    s.step()\n"
    ).run
    assert run.rates[0]["lr"] == pytest.approx(rates)
    assert run.schedule is not None
    assert (run.schedule.stepped, run.schedule.per_batch) == (True, None)


def test_a_schedule_that_is_never_stepped_is_told_to_be_so(dry: Describe) -> None:
    run = dry(f"s = optim.lr_scheduler.StepLR(optimizer, 1)\n{EPOCHS}").run
    assert run.rates[0]["lr"] == (0.1, 0.1, 0.1)
    assert run.schedule is not None
    assert run.schedule.stepped is False


def test_a_schedule_stepped_with_every_batch_is_followed_through_whole_passes(
    dry: Describe,
) -> None:
    run = dry(
        "s = optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total_iters=900)\n"
        "for epoch in range(3):\n"
        "    for x, y in train_loader:\n        step(x, y)\n        s.step()\n"
    ).run
    assert run.schedule is not None
    assert run.schedule.per_batch is not None
    # Means of 300 steps each on a line from 0.1 to 0: 0.1 * (1 - (149.5 + 300 n) / 900).
    means = [0.1 * (1 - (149.5 + 300 * n) / 900) for n in range(3)]
    assert run.schedule.per_batch[0]["lr"] == pytest.approx(means)


def test_a_schedule_given_the_part_of_an_epoch_is_not_taken_to_move_with_batches(
    dry: Describe,
) -> None:
    run = dry(
        "s = optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 5)\nn = len(train_loader)\n"
        "for epoch in range(5):\n    for i, (x, y) in enumerate(train_loader):\n"
        "        step(x, y)\n        s.step(epoch + i / n)\n"
    ).run
    assert run.schedule is not None
    assert run.schedule.per_batch is None
    assert run.rates[0]["lr"][-1] < 0.05


def test_the_outermost_of_several_schedules_counts(dry: Describe) -> None:
    run = dry(
        "warm = optim.lr_scheduler.LinearLR(optimizer, 0.5, total_iters=2)\n"
        "down = optim.lr_scheduler.ExponentialLR(optimizer, 0.5)\n"
        "s = optim.lr_scheduler.SequentialLR(optimizer, [warm, down], [2])\n"
        "for epoch in range(4):\n    for x, y in train_loader: step(x, y)\n    s.step()\n"
    ).run
    assert run.schedule is not None
    assert run.schedule.name == "SequentialLR"
    assert run.rates[0]["lr"] == pytest.approx((0.05, 0.075, 0.1, 0.05))


def test_rates_moved_by_hand_are_told_epoch_by_epoch(dry: Describe) -> None:
    run = dry(
        "for epoch in range(4):\n"
        "    if epoch >= 2:\n"
        "        for group in optimizer.param_groups:\n"
        "            group['lr'] = 0.01\n            group['momentum'] = 0.9\n"
        "    for x, y in train_loader: step(x, y)\n"
    ).run
    assert run.rates[0] == {"lr": (0.1, 0.1, 0.01, 0.01), "momentum": (0, 0, 0.9, 0.9)}
    assert run.schedule is None


def test_a_rate_within_an_epoch_is_its_first_steps(dry: Describe) -> None:
    run = dry(
        "for epoch in range(2):\n    for x, y in train_loader:\n        step(x, y)\n"
        "        optimizer.param_groups[0]['lr'] = 1.0\n        step(x, y)\n"
        "    optimizer.param_groups[0]['lr'] = 0.2\n"
    ).run
    assert run.rates[0]["lr"] == (0.1, 0.2)


def test_an_optimizer_left_over_from_another_network_is_stale(dry: Describe) -> None:
    run = dry(ANOTHER + EPOCHS).run
    assert run.stale
    assert run.network.layers[1].out_features == 30
    assert run.optimizer is not None
    assert [group.parameters for group in run.optimizer.groups] == [
        ("1.weight", "1.bias", "3.weight", "3.bias")
    ]


def test_a_network_that_is_only_looked_at_makes_no_step_of_a_stale_optimizers(
    dry: Describe,
) -> None:
    told = dry("old = model\n" + ANOTHER + "for x, y in train_loader: old(x)\n" + EPOCHS)
    assert told.run.stale
    assert told.run.epochs == 3


def test_a_stale_optimizer_with_several_groups_keeps_them_where_they_fit(dry: Describe) -> None:
    grouped = (
        "optimizer = optim.SGD([{'params': model[1].parameters(), 'weight_decay': 0.5},\n"
        "                       {'params': model[3].parameters()}], lr=0.1)\n"
    )
    run = dry(grouped + ANOTHER + EPOCHS).run
    assert run.stale
    assert run.optimizer is not None
    assert [group.parameters for group in run.optimizer.groups] == [
        ("1.weight", "1.bias"),
        ("3.weight", "3.bias"),
    ]
    assert run.optimizer.groups[0].options["weight_decay"] == 0.5
    run = dry(grouped + "model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n" + EPOCHS).run
    assert run.stale
    assert run.optimizer is not None
    assert [group.parameters for group in run.optimizer.groups] == [("1.weight", "1.bias")]


def test_an_optimizer_over_a_part_of_its_network_is_not_stale(dry: Describe) -> None:
    run = dry(f"optimizer = optim.SGD(model[3].parameters(), lr=0.1)\n{EPOCHS}").run
    assert not run.stale
    assert run.optimizer is not None
    assert run.optimizer.groups[0].parameters == ("3.weight", "3.bias")


def test_of_two_networks_the_one_that_is_trained_is_told(dry: Describe) -> None:
    run = dry(
        f"teacher = {BUILD.format(7)}\n"
        "for epoch in range(2):\n    for x, y in train_loader:\n"
        "        loss = F.kl_div(model(x).log_softmax(1), teacher(x).softmax(1))\n"
        "        optimizer.zero_grad()\n        loss.backward()\n        optimizer.step()\n"
    ).run
    assert (run.names, run.loss) == ({"model": 9}, "kl_div")


@pytest.mark.parametrize(
    ("criterion", "loss"),
    [
        ("nn.CrossEntropyLoss()", "cross_entropy"),
        ("nn.CrossEntropyLoss(label_smoothing=0.1)", "cross_entropy with label_smoothing=0.1"),
        ("nn.CrossEntropyLoss(torch.ones(10))", "cross_entropy with weights"),
        ("F.cross_entropy", "cross_entropy"),
        ("nn.NLLLoss()", "nll_loss"),
        ("nn.MultiMarginLoss()", "multi_margin_loss"),
        ("lambda out, y: F.mse_loss(out, F.one_hot(y, 10).float())", "mse_loss"),
        ("lambda out, y: -out.log_softmax(1)[range(len(y)), y].mean()", None),
    ],
)
def test_the_loss_is_told_if_it_is_one_of_torchs(
    dry: Describe, criterion: str, loss: str | None
) -> None:
    told = dry(f"{EPOCHS}criterion = {criterion}\noptimizer = optim.Adam(model.parameters())\n"
               f"{EPOCHS}")  # fmt: skip
    assert [run.loss for run in told.runs] == ["cross_entropy", loss]


def test_a_network_called_through_its_forward_is_told_as_a_whole(dry: Describe) -> None:
    run = dry(
        "for epoch in range(2):\n    model.train()\n    for x, y in train_loader:\n"
        "        optimizer.zero_grad()\n        criterion(model.forward(x), y).backward()\n"
        "        optimizer.step()\n    model.eval()\n    with torch.no_grad(): model.forward(x)\n"
    ).run
    assert [layer.type for layer in run.network.layers] == ["Flatten", "Linear", "ReLU", "Linear"]
    assert (run.epochs, run.evaluated, run.tested_while_training) == (2, True, None)


def test_layers_that_are_called_one_by_one_are_told_as_their_network(dry: Describe) -> None:
    run = dry(
        "for epoch in range(2):\n    for x, y in train_loader:\n        out = x\n"
        "        for layer in model: out = layer(out)\n        optimizer.zero_grad()\n"
        "        criterion(out, y).backward()\n        optimizer.step()\n"
    ).run
    assert (len(run.network.layers), run.names, run.epochs) == (4, {"model": 9}, 2)


def test_steps_with_a_closure_are_seen(dry: Describe) -> None:
    run = dry(
        "optimizer = optim.LBFGS(model.parameters(), max_iter=3)\n"
        "for epoch in range(3):\n    for x, y in train_loader:\n        def closure():\n"
        "            optimizer.zero_grad()\n            loss = criterion(model(x), y)\n"
        "            loss.backward()\n            return loss\n        optimizer.step(closure)\n"
    ).run
    assert (run.optimizer_name, run.epochs, run.steps, run.accumulated) == ("LBFGS", 3, 3, 1)


def test_a_test_in_eval_mode_is_one(dry: Describe) -> None:
    run = dry(
        f"{EPOCHS}model.eval()\nwith torch.no_grad():\n    for x, y in train_loader: model(x)\n"
    ).run
    assert (run.evaluated, run.tested_while_training) == (True, None)


@pytest.mark.parametrize("under", ["if True:", "with torch.no_grad():"])
def test_a_test_in_training_mode_is_told_with_its_line(dry: Describe, under: str) -> None:
    run = dry(f"{EPOCHS}{under}\n    for x, y in train_loader: model(x)\n").run
    assert (run.evaluated, run.tested_while_training) == (False, FIRST_LINE + 3)


def test_a_look_at_what_a_network_gives_is_no_test(dry: Describe) -> None:
    run = dry(f"for x, y in train_loader:\n    print(model(x).shape)\n    break\n{EPOCHS}").run
    assert run.tested_while_training is None


def test_training_in_a_thread_harms_nothing(dry: Describe) -> None:
    run = dry(
        "import threading\nother = " + BUILD.format(9) + "\ndef train():\n"
        "    optimizer = optim.SGD(other.parameters(), lr=1)\n"
        "    for x, y in train_loader:\n"
        "        criterion(other(x), y).backward()\n        optimizer.step()\n"
        "thread = threading.Thread(target=train)\nthread.start()\n"
        f"{EPOCHS}thread.join()\n"
    ).run
    assert (run.epochs, run.names) == (3, {"model": 9})


HOSTILE = {
    "a hook that raises": "model.register_forward_hook(lambda *all: 1 / 0)",
    "a hook on all modules": "nn.modules.module.register_module_forward_hook(lambda *all: 1 / 0)",
    "a step hook that raises": "optimizer.register_step_pre_hook(lambda *all: 1 / 0)",
    "another step": "optim.Optimizer.step = optim.SGD.step = lambda self, closure=None: None",
    "another call": "nn.Module.__call__ = lambda self, *given: nn.Module.forward(self)",
    "no call": "nn.Module.__call__ = None",
    "no backward": "torch.Tensor.backward = None",
    "no losses": "F.cross_entropy = 1",
    "no schedulers": "optim.lr_scheduler.LRScheduler.__init__ = None",
    "no threads": "import threading\nthreading.main_thread = threading.current_thread = None",
    "no frames": "import sys\nsys._getframe = None",
    "no gradients": "torch.is_grad_enabled = lambda: 1 / 0",
    "odd groups": "optimizer.param_groups = {1: 2}",
    "groups that are none": "optimizer.param_groups[0] = []",
    "no groups": "del optimizer.param_groups",
    "odd options": "optimizer.param_groups[0][3] = optimizer.param_groups[0]['\\ud800'] = 1",
    "a huge rate": "optimizer.param_groups[0]['lr'] = 10 ** 400",
    "a rate without end": "optimizer.param_groups[0]['lr'] = float('inf')",
    "odd modules": "vars(model)['_modules'] = {1: 2}",
    "odd attributes": "vars(model)[5] = 5",
    "a class that is none": "class Odd(nn.Sequential):\n    __class__ = property(lambda s: 1 / 0)\n"
    "model = Odd(*model)",
    "a truth that is none": "class Odd(nn.Sequential):\n    def __bool__(s): raise SystemExit\n"
    "    def __eq__(s, o): raise SystemExit\n    __hash__ = nn.Module.__hash__\n"
    "    def __len__(s): raise SystemExit\nmodel = Odd(*model)",
    "a metaclass": "class Meta(type):\n    def __eq__(c, o): raise SystemExit\n"
    "    def __hash__(c): return 1\n    def __instancecheck__(c, o): raise SystemExit\n"
    "    def __subclasscheck__(c, o): raise SystemExit\n    __name__ = property(lambda c: 1 / 0)\n"
    "class Odd(nn.Sequential, metaclass=Meta): pass\nmodel = Odd(*model)",
    "an optimizer of its own": "class Own(optim.SGD):\n    def __eq__(s, o): raise SystemExit\n"
    "    __hash__ = object.__hash__\n    def __bool__(s): raise SystemExit\n"
    "optimizer = Own(model.parameters(), lr=1)",
    "a step of its own": "class Own(optim.Optimizer):\n"
    "    def __init__(s, given): super().__init__(given, {})\n"
    "    def step(s, closure=None): raise KeyboardInterrupt\noptimizer = Own(model.parameters())",
    "no built-ins": "import builtins\nbuiltins.len = builtins.type = builtins.next = None\n"
    "builtins.isinstance = builtins.getattr = builtins.id = None",
    "the end": "import sys\nsys.exit(3)",
    "lines beyond all": "import ast\ntree = ast.parse('step(*next(iter(train_loader)))')\n"
    "for node in ast.walk(tree):\n"
    "    if hasattr(node, 'lineno'): node.lineno = node.end_lineno = 2**31 - 2\n"
    "exec(compile(tree, 'submission.py', 'exec'))",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_takes_torch_apart_is_described_all_the_same(
    warm_box: Any, beginning: str, name: str
) -> None:
    told = warm_box.describe(f"{beginning}model_2c = model\n{HOSTILE[name]}\n{EPOCHS}")
    assert told.status == 0
    assert told.description is not None
    assert told.description.finished
    assert "model_2c" in told.description.variables


def test_what_was_trained_before_a_file_ends_its_process_is_told(
    warm_box: Any, beginning: str
) -> None:
    told = warm_box.describe(f"{beginning}{EPOCHS}import os\nos._exit(7)\n")
    assert told.status == 7
    assert told.run.epochs == 3
