"""Describes what a student might write in a process of its own: the watch over torch is global."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.describe_messages import DescribeMessage
from grader.description import Reported
from grader.training_runs import TrainingRun


@dataclass(frozen=True)
class Dry:
    """What a file's dry run told, as the host's records take it."""

    runs: list[TrainingRun]
    """The last word on each slot, in the order in which they began."""
    description: Reported | None
    """`None` where there was none."""
    status: int
    """With which the file's process ended."""

    @property
    def run(self) -> TrainingRun:
        """The only one."""
        (run,) = self.runs
        return run

    @property
    def failures(self) -> list[str]:
        """What its statements raised."""
        return [each.error for each in self.description.failures] if self.description else []


class WarmBox:
    """The warm process."""

    def __init__(self, folder: Path) -> None:
        script = Path(__file__).with_name("watch_runner.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            text=True,
        )

    def describe(self, source: str, **asked: Any) -> Dry:
        """Have a file described, whatever becomes of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"source": source, **asked}) + "\n")
        self._process.stdin.flush()
        slots: dict[int, TrainingRun] = {}
        description, bug = None, None
        for line in self._process.stdout:
            if line.startswith('{"status"'):
                assert bug is None, bug
                runs = sorted(slots.values(), key=lambda run: run.number)
                return Dry(runs, description, json.loads(line)["status"])
            said = DescribeMessage.from_json(line.encode())
            bug = bug or said.bug
            description = said.description or description
            if said.run is not None:
                slots[said.run.slot] = said.run
        raise AssertionError("the warm process has ended")

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@pytest.fixture(scope="session")
def warm_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmBox]:
    """A warm process for all tests."""
    made = WarmBox(tmp_path_factory.mktemp("box"))
    yield made
    made.close()


BEGINNING = """\
import torch
from torch import nn, optim
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset, IterableDataset, Subset, TensorDataset
from torchvision import datasets, transforms
train_set = datasets.MNIST(".", train=True, download=True, transform=transforms.ToTensor())
train_loader = DataLoader(train_set, batch_size=200, shuffle=True)
criterion = nn.CrossEntropyLoss()
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10))
optimizer = optim.SGD(model.parameters(), lr=0.1)
def step(x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
"""
"""What most files of these tests begin with."""


@pytest.fixture
def beginning() -> str:
    return BEGINNING


@pytest.fixture
def dry(warm_box: WarmBox) -> Callable[..., Dry]:
    """Describes a file that has the usual beginning and must run to its end without a failure."""

    def describe(source: str, beginning: str = BEGINNING, **asked: Any) -> Dry:
        told = warm_box.describe(beginning + source, **asked)
        assert told.failures == []
        assert told.description is not None
        assert told.description.finished
        return told

    return describe
