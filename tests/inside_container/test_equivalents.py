"""What equals layers of torch is taken for them, and nothing that only looks like it."""

from collections.abc import Callable
from typing import Any

import pytest

Describe = Callable[..., Any]

EPOCHS = "for epoch in range(2):\n    for x, y in train_loader: step(x, y)\n"
MADE = "optimizer = optim.Adam(model.parameters())\n"
HEAD = "nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10)"
PLAIN = ["Flatten", "Linear", "ReLU", "Linear"]


def net(forward: str, inner: str = HEAD, more: str = "pass") -> str:
    """Write a class around one Sequential."""
    return (
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        f"        self.net = nn.Sequential({inner})\n        {more}\n"
        f"    def forward(self, x):\n        return {forward}\nmodel = Net()\n"
    )


def flatten(forward: str, name: str = "Flatten") -> str:
    """Write a layer of one's own at the beginning of a Sequential."""
    return (
        f"class {name}(nn.Module):\n    def forward(self, x):\n        return {forward}\n"
        f"model = nn.Sequential({name}(), {HEAD})\n"
    )


def layers(run: Any) -> list[str]:
    return [layer.type for layer in run.network.layers]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (net("self.net(x)", "nn.Flatten(), " + HEAD), PLAIN),
        (net("self.net(x.view(-1, 784))"), PLAIN),
        (net("self.net(x.view(x.size(0), -1))"), PLAIN),
        (net("self.net(torch.flatten(x, 1))"), PLAIN),
        (net("self.net(self.flat(x))", more="self.flat = nn.Flatten()"), PLAIN),
        (net("F.log_softmax(self.net(x.flatten(1)), dim=1)"), PLAIN),
        (net("F.softmax(self.net(x.flatten(1)), dim=1)"), [*PLAIN, "Softmax"]),
    ],
)
def test_a_class_around_one_sequential_is_taken_for_its_layers(
    dry: Describe, written: str, expected: list[str]
) -> None:
    run = dry(written + MADE + EPOCHS).run
    assert layers(run) == expected
    assert run.network.defect is None
    assert run.network.taken_as == ("Net, a class around one nn.Sequential, for its layers",)
    assert not run.stale
    assert not run.counts_on_batch


@pytest.mark.parametrize(
    "written",
    [
        net("self.net(x.flatten(1)) * 2"),
        net("self.net(x.flatten(1)) + self.bias", more="self.bias = nn.Parameter(torch.ones(10))"),
        net("self.last(self.net(x.flatten(1)))", more="self.last = nn.Linear(10, 10)"),
        net("self.net(x.transpose(2, 3).flatten(1))"),
        net("self.net(1 - x.flatten(1))"),
        net("torch.relu(self.net(x.flatten(1)))"),
        net("self.net(x.flatten(1)).flip(1)"),
        net("F.log_softmax(self.net(x.flatten(1)), dim=0)"),
net("F.dropout(self.net(x.flatten(1)), training=self.training)"),
        net("self.net(x.flatten(1).mul_(2))"),
        net("self.net[2](self.net[0](x.flatten(1)))"),
        net("(self.net(x.flatten(1)), x)[0] - 1e-3"),
    ],
)  # fmt: skip
def test_a_class_that_does_more_is_not(dry: Describe, written: str) -> None:
    run = dry(written + MADE + EPOCHS).run
    assert layers(run) == []
    assert run.network.defect == "is a Net, not an nn.Sequential"
    assert run.optimizer is None
    assert run.epochs == 2


def test_a_class_without_a_sequential_is_none(dry: Describe) -> None:
    run = dry(
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.one, self.two = nn.Linear(784, 20), nn.Linear(20, 10)\n"
        "    def forward(self, x): return self.two(F.relu(self.one(x.flatten(1))))\n"
        "model = Net()\n" + MADE + EPOCHS
    ).run
    assert run.network.defect == "is a Net, not an nn.Sequential"


def test_data_parallel_is_seen_through(dry: Describe) -> None:
    run = dry(f"model = nn.DataParallel(model)\n{MADE}{EPOCHS}").run
    assert layers(run) == PLAIN
    assert run.network.defect is None
    assert not run.stale


def blocks(more: str = "") -> str:
    """Write a network with a class of one's own, derived from nn.Sequential, inside of it."""
    return (
        "class Block(nn.Sequential):\n    def __init__(self, a, b):\n"
        f"        super().__init__(nn.Linear(a, b), nn.ReLU())\n{more}"
        "model = nn.Sequential(nn.Flatten(), nn.Sequential(Block(784, 20)), Block(20, 20),\n"
        "    nn.Linear(20, 10))\n"
    )


def test_blocks_derived_from_sequential_inside_a_network_are_taken_for_their_layers(
    dry: Describe,
) -> None:
    run = dry(blocks() + MADE + EPOCHS).run
    assert layers(run) == ["Flatten", "Linear", "ReLU", "Linear", "ReLU", "Linear"]
    assert run.network.taken_as == ("Block, a class derived from nn.Sequential, for its layers",)
    assert run.optimizer is not None
    assert len(run.optimizer.groups[0].parameters) == 6
    assert run.names == {"model": 19}
    assert run.built == 19


@pytest.mark.parametrize(
    "more",
    [
        "    def forward(self, x): return super().forward(x) * 2\n",
        "    def forward(self, x): return self[0](x)\n",
        "        self.scale = nn.Parameter(torch.ones(1))\n",
    ],
)
def test_a_block_that_does_more_is_not(dry: Describe, more: str) -> None:
    run = dry(blocks(more) + MADE + EPOCHS).run
    assert layers(run) == ["Flatten", "Unsupported", "Unsupported", "Linear"]
    assert run.network.taken_as == ()


@pytest.mark.parametrize(
    "forward",
    [
        "x.view(x.size(0), -1)",
        "x.view(-1, 784)",
        "torch.flatten(x, start_dim=1)",
        "x.reshape(len(x), 28 * 28)",
        "x.squeeze(1).flatten(1)",
    ],
)
@pytest.mark.parametrize("name", ["Flatten", "View", "Reshape"])
def test_a_flatten_layer_of_the_files_own_is_taken_for_torchs(
    dry: Describe, forward: str, name: str
) -> None:
    run = dry(flatten(forward, name) + MADE + EPOCHS).run
    assert layers(run) == PLAIN
    assert run.network.taken_as == (f"{name}, a class of the file's own, for torch's Flatten",)
    assert not run.counts_on_batch


def test_one_that_works_with_one_batch_size_alone_is_said_to(dry: Describe) -> None:
    run = dry(flatten("x.view(200, -1)") + MADE + EPOCHS).run
    assert layers(run) == PLAIN
    assert run.counts_on_batch
    run = dry(net("self.net(x.view(200, 784))") + MADE + EPOCHS).run
    assert layers(run) == PLAIN
    assert run.counts_on_batch


@pytest.mark.parametrize(
    "forward",
    [
        "x.transpose(2, 3).flatten(1)",
        "x.flatten(1).flip(1)",
        "x.flatten(1) / 255",
        "(x.flatten(1) - 0.5) / 0.5",
        "x.flatten(1).relu()",
        "x.flatten(1)[torch.randperm(len(x))]",
        "x.mul_(2).flatten(1)",
        "F.dropout(x.flatten(1), training=self.training)",
    ],
)
def test_what_only_looks_like_one_is_not(dry: Describe, forward: str) -> None:
    run = dry(flatten(forward) + MADE + EPOCHS).run
    assert layers(run) == ["Unsupported", "Linear", "ReLU", "Linear"]
    assert run.network.taken_as == ()


def test_a_layer_that_does_nothing_is_an_identity(dry: Describe) -> None:
    run = dry(
        "class Show(nn.Module):\n    def forward(self, x):\n        print(x.shape)\n"
        "        return x\n"
        f"model = nn.Sequential(nn.Flatten(), Show(), {HEAD})\n{MADE}{EPOCHS}"
    ).run
    assert layers(run) == ["Flatten", "Identity", "Linear", "ReLU", "Linear"]


@pytest.mark.parametrize(
    "view", ["x.view(-1, 784)", "x.view(x.shape[0], -1)", "x.flatten(1)", "x.reshape(-1, 28 * 28)"]
)
def test_images_flattened_in_the_loop_are_a_flatten_layer(dry: Describe, view: str) -> None:
    run = dry(
        f"model = nn.Sequential({HEAD})\n{MADE}"
        f"for epoch in range(2):\n    for x, y in train_loader: step({view}, y)\n"
    ).run
    assert layers(run) == PLAIN
    assert run.network.taken_as == ("images flattened before they reach it, for a Flatten layer",)
    assert run.optimizer is not None
    assert run.optimizer.groups[0].parameters == ("1.weight", "1.bias", "3.weight", "3.bias")


def test_images_cut_in_the_loop_are_not(dry: Describe) -> None:
    run = dry(
        "model = nn.Sequential(nn.Linear(392, 10))\n" + MADE + "for epoch in range(2):\n"
        "    for x, y in train_loader: step(x.flatten(1)[:, ::2], y)\n"
    ).run
    assert layers(run) == ["Linear"]
    assert run.network.taken_as == ()


def test_trying_a_network_out_leaves_it_and_the_random_numbers_as_they_were(dry: Describe) -> None:
    dry(
        net("self.net(x.flatten(1))", HEAD + ", nn.BatchNorm1d(10), nn.Dropout(0.5)") + MADE
        + "x, y = next(iter(train_loader))\n"
        "torch.manual_seed(1)\nfirst = torch.rand(3)\ntorch.manual_seed(1)\n"
        "model.zero_grad()\ncriterion(model(x), y).backward()\n"
        "torch.manual_seed(1)\noptimizer.step()\nassert torch.equal(torch.rand(3), first)\n"
        "assert model.training and model.net.training and model.net[4].training\n"
        "assert int(model.net[3].num_batches_tracked) == 1\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    "forward", ["1 / 0", "None", "exit()", "[x]", "torch.ones(3)", "x.missing", "x.resize_(1)"]
)
def test_a_network_that_cannot_be_tried_out_is_described_all_the_same(
    warm_box: Any, beginning: str, forward: str
) -> None:
    told = warm_box.describe(
        f"{beginning}{net(forward)}wrapped = model\n{flatten(forward)}model_2c = model\n"
    )
    assert told.failures == []
    assert told.description is not None
    network = told.description.networks[told.description.variables["model_2c"].index]
    assert [layer.type for layer in network.layers] == ["Unsupported", "Linear", "ReLU", "Linear"]
