"""Can a file of a submission import the scripts that lie beside it? In a real box."""

from typing import Any

import pytest

from grader.extraction import Describer
from grader.sandbox.choose import choose_sandbox
from grader.submissions import SourceFile, with_modules

HELPERS = b"""
import matplotlib.pyplot as plt
import torch
from torchvision import datasets, transforms

def loader(batch_size):
    images = datasets.MNIST(".", train=True, download=True, transform=transforms.ToTensor())
    return torch.utils.data.DataLoader(images, batch_size=batch_size, shuffle=True)

def fit(model, optimizer, batches, epochs):
    loss = torch.nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for x, y in batches:
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()
    plt.show()
"""
MAIN = b"""
from torch import nn, optim
from helpers import fit, loader

net = nn.Sequential(nn.Flatten(), nn.Linear(784, 90), nn.ReLU(), nn.Linear(90, 10))
fit(net, optim.Adam(net.parameters()), loader(200), 14)
"""


@pytest.fixture(scope="module")
def describer() -> Any:
    with Describer(choose_sandbox("auto").sandbox) as describer:
        yield describer


def test_a_network_is_seen_that_a_script_beside_it_trains(describer: Any, build: Any) -> None:
    files = (SourceFile(MAIN, name="main.py"), SourceFile(HELPERS, name="helpers.py"))
    main, helpers = (describer.describe(file, build.rubric()) for file in with_modules(files))
    assert main.description.failures == ()
    (run,) = main.runs
    assert (run.epochs, run.batch_size, run.line, run.names) == (14, 200, 6, {"net": 5})
    assert (helpers.runs, helpers.description.failures) == ((), ())


def test_the_next_submission_finds_nothing_of_it(describer: Any, build: Any) -> None:
    files = (SourceFile(MAIN, name="main.py"), SourceFile(HELPERS, name="helpers.py"))
    describer.describe(with_modules(files)[0], build.rubric())
    alone = describer.describe(SourceFile(MAIN), build.rubric())
    assert alone.runs == ()
    assert alone.description.packages == {"helpers": 3}


def test_a_script_that_is_called_as_a_package_takes_nothing_of_it(
    describer: Any, build: Any
) -> None:
    source = b"import random, torch, numpy\nmodel_2c = torch.nn.Sequential(torch.nn.Linear(2, 2))"
    others = [SourceFile(b"raise SystemExit", name=f"{n}.py") for n in ("random", "torch", "numpy")]
    file = with_modules((SourceFile(source, name="main.py"), *others))[0]
    assert len(file.modules) == 3
    description = describer.describe(file, build.rubric()).description
    assert (description.failures, len(description.networks)) == ((), 1)
