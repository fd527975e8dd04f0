"""What tests of several modules build with, and which of them cannot run here, and why."""

import importlib.util
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import settings

from grader.checks.problem_under_test import UnderTest
from grader.choosing import Answer
from grader.described_file import DescribedFile
from grader.description import Description
from grader.errors import SandboxUnavailable
from grader.extraction import Describer, Extraction
from grader.network_size import parameter_names
from grader.network_spec import LayerSpec, NetworkSpec
from grader.pipeline import Course
from grader.progress import Silent
from grader.records import Record
from grader.results import EpochRecord, TrainingResult
from grader.rubric import Problem, Rubric, RubricOptimizer
from grader.rubric_file import RubricFile
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.engine import connect
from grader.sandbox.image import image_fault
from grader.sandbox.interface import (
    Box,
    DeadlinePassed,
    ProgramEnded,
    SandboxKind,
    TooMuchOutput,
)
from grader.submissions import Cell, Heading, SourceFile, Submission
from grader.training.data_folder import DatasetFacts, default_data_folder
from grader.training.job import DataLoaded, Ready, TrainingJob
from grader.training.launch import Trainer
from grader.training_runs import TrainingRun

# No clock: on a busy machine any example may be slow. The same examples each time.
settings.register_profile("grader", deadline=None, derandomize=True, max_examples=150)
settings.load_profile("grader")


@cache
def _no_bubblewrap() -> str | None:
    try:
        Bubblewrap()
    except SandboxUnavailable as error:
        return str(error)
    return None


@cache
def _no_mnist() -> str | None:
    folder = Path(os.environ.get("GRADER_DATA") or default_data_folder())
    if (folder / "MNIST/raw/train-images-idx3-ubyte").is_file():
        return None
    return f"no MNIST in {folder}: name a folder that has it with GRADER_DATA"


@cache
def _no_gpu() -> str | None:
    import torch

    return None if torch.cuda.is_available() else "torch finds no CUDA device"


@cache
def _no_docker() -> str | None:
    try:
        return image_fault(connect())
    except SandboxUnavailable as error:
        return str(error)


@cache
def _no_browser() -> str | None:
    if shutil.which("chromium") is None:
        return "no chromium on this machine"
    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed"
    return None


_WHY_NOT: dict[str, Callable[[], str | None]] = {
    "bubblewrap": _no_bubblewrap,
    "mnist": _no_mnist,
    "gpu": _no_gpu,
    "docker": _no_docker,
    "browser": _no_browser,
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs something that is not here, with the reason."""
    for marker, why_not in _WHY_NOT.items():
        if item.get_closest_marker(marker) and (reason := why_not()):
            pytest.skip(reason)


Call = str | tuple[Any, ...]
"""A layer as "ReLU" or ("Linear", 784, 100): its class, and its first arguments."""

_FIRST_ARGUMENTS = {
    "Linear": ("in_features", "out_features"),
    "Conv2d": ("in_channels", "out_channels", "kernel_size"),
    "MaxPool2d": ("kernel_size",),
    "AvgPool2d": ("kernel_size",),
    "BatchNorm1d": ("num_features",),
    "BatchNorm2d": ("num_features",),
    "Dropout": ("p",),
    "Dropout2d": ("p",),
    "Unsupported": ("class_name", "reason"),
}


class _Network(Record):
    layers: tuple[LayerSpec, ...]


class _NotGiven:
    """What a test leaves to the builder, where `None` is a value too."""


_NOT_GIVEN = _NotGiven()


class Build:
    """Builds rubrics, networks and descriptions from as few words as a test needs."""

    facts = DatasetFacts(
        input_shape=(1, 28, 28), classes=10, train_images=60_000, test_images=10_000
    )
    mlp: tuple[Call, ...] = ("Flatten", ("Linear", 784, 100), "ReLU", ("Linear", 100, 10))

    def layer(self, call: Call, position: int = 0, **arguments: Any) -> dict[str, Any]:
        """Write down a layer as the sandbox would."""
        kind, *given = (call,) if isinstance(call, str) else call
        named = dict(zip(_FIRST_ARGUMENTS.get(kind, ()), given, strict=True)) | arguments
        for key in ("kernel_size", "stride", "padding", "dilation"):
            if isinstance(named.get(key), int):
                named[key] = [named[key]] * 2
        if kind in ("MaxPool2d", "AvgPool2d"):
            named.setdefault("stride", named["kernel_size"])
        return {"type": kind, "name": str(position), **named}

    def layers(self, calls: Iterable[Call]) -> list[dict[str, Any]]:
        return [self.layer(call, position) for position, call in enumerate(calls)]

    def network(self, *calls: Call, **recipe: Any) -> NetworkSpec:
        text = json.dumps({"layers": self.layers(calls or self.mlp)}).encode()
        layers = _Network.from_json(text).layers
        return NetworkSpec(layers=layers, **{"layer_count": len(layers), **recipe})

    def problem(self, **tables: Any) -> Problem:
        """A problem with two bands; tables override its own key by key."""
        return self.rubric({"id": "2C", **tables}).problems[0]

    def rubric(self, *problems: Mapping[str, Any], **top: Any) -> Rubric:
        defaults = {
            "points": 10,
            "network": {"allowed_layers": ("Flatten", "Linear", "ReLU", "Dropout", "Softmax")},
            "score": {"bands": ({"at_least": 0.9, "points": 6}, {"at_least": 0.975, "points": 10})},
        }
        merged = tuple(
            {
                **defaults,
                **problem,
                "network": {**defaults["network"], **problem.get("network", {})},  # type: ignore[dict-item]
            }
            for problem in problems or ({"id": "2C"},)
        )
        return Rubric.model_validate({"id": "test", "dataset": "mnist", **top, "problem": merged})

    def under_test(self, spec: NetworkSpec | None = None, /, **tables: Any) -> UnderTest:
        return UnderTest(spec or self.network(), self.problem(**tables), self.facts)

    def adam(self, network: NetworkSpec, **options: Any) -> Any:
        return RubricOptimizer.model_validate({"name": "Adam", **options}).spec(
            parameter_names(network)
        )

    def answer(self, spec: NetworkSpec | None = None, /, **more: Any) -> Answer:
        return Answer(network=spec or self.network(), found="model_2c, line 3", **more)

    def described(self, **parts: Any) -> dict[str, Any]:
        """A description as the sandbox writes it: one network, model_2c, and nothing else."""
        layers = parts.pop("layers", self.layers(self.mlp))
        return {
            "fault": None,
            "finished": True,
            "networks": [{"layers": layers, "layer_count": len(layers), "defect": None}],
            "optimizers": [],
            "schedules": [],
            "variables": {"model_2c": {"kind": "network", "index": 0, "line": 3}},
            "made": [],
            "failures": [],
            "failure_count": 0,
        } | parts

    def description(self, *, notes: tuple[str, ...] = (), **parts: Any) -> Description:
        described = Description.from_json(json.dumps(self.described(**parts)).encode())
        return described.model_copy(update={"notes": notes})

    def optimizer_view(self, network: NetworkSpec, /, **changes: Any) -> dict[str, Any]:
        """How the sandbox describes Adam over all of network 0."""
        (group,) = self.adam(network, **changes.pop("options", {})).groups
        return {
            "network": 0,
            "name": "Adam",
            "groups": [group.model_dump(mode="json")],
            "foreign_parameters": 0,
            "defect": None,
        } | changes

    def run(
        self,
        *calls: Call,
        lr: Iterable[float] = (0.001,),
        names: Mapping[str, int] | None = None,
        statement: int = 10,
        built: int | _NotGiven | None = _NOT_GIVEN,
        optimizer: Mapping[str, Any] | _NotGiven | None = _NOT_GIVEN,
        **changes: Any,
    ) -> TrainingRun:
        """A training as the box tells of it: Adam over `mlp`, ten epochs in batches of 100.

        Args:
            calls: layers.
            lr: learning rate in epoch 1, 2, ...
            names: variables that held the network, and their lines; `model` unless given.
            statement: line of the loop.
            built: line of the Sequential; `None`: nobody saw it, not given: three lines above.
            optimizer: as the network sees it; Adam unless given.
            changes: to any other field.
        """
        rates, number = list(lr), changes.get("number", 0)
        at = (statement - 3) if isinstance(built, _NotGiven) else built
        layers = self.layers(calls or self.mlp)
        if isinstance(optimizer, _NotGiven):
            # An absurd network has no parameters to tell of, and may be handed in all the same.
            spec = self.network(*calls)
            optimizer = self.optimizer_view(spec, options={"lr": rates[0]})
        told = {
            "slot": number % 200,
            "number": number,
            "model": number,
            "network": {"layers": layers, "layer_count": len(layers), "defect": None},
            "optimizer": optimizer,
            "optimizer_name": "Adam" if optimizer is None else optimizer["name"],
            "stale": False,
            "schedule": None,
            "rates": [{"lr": rates}],
            "epochs": 10,
            "planned": None,
            "ended": None,
            "steps": changes.get("epochs", 10),
            "loose_steps": 0,
            "batch_size": 100,
            "images": self.facts.train_images,
            "input_size": 100,
            "accumulated": 1,
            "loss": "cross_entropy",
            "statement": statement,
            "line": statement + 2,
            "spot": [statement + 2],
            "last_statement": statement,
            "built": at,
            "built_statement": at,
            "names": {"model": at or statement - 3} if names is None else dict(names),
            "counts_on_batch": False,
            "normalized": None,
            "test_images": False,
            "evaluated": True,
            "tested_while_training": None,
        }
        return TrainingRun.from_json(json.dumps(told | changes).encode())

    def run_schedule(self, name: str = "StepLR", **changes: Any) -> dict[str, Any]:
        """A schedule that the file has stepped once per epoch, as the box tells of it."""
        lr = changes.pop("lr", None)
        spec = None if lr is None else {"kind": "recorded", "name": name, "groups": [{"lr": lr}]}
        return {
            "name": name,
            "spec": spec,
            "defect": None,
            "ended": None,
            "optimizer": 0,
            "stepped": True,
            "per_batch": None,
        } | changes

    def trained_file(
        self,
        *runs: TrainingRun,
        source: str = "",
        cells: Sequence[Cell] = (),
        variables: Mapping[str, Any] | None = None,
        **file: Any,
    ) -> DescribedFile:
        """A file of nothing but trainings; numbered, and a model each, in the order given.

        Args:
            runs: those that have a number of their own keep it, and their model.
            source: its text.
            cells: make it a notebook.
            variables: what its names hold in the end.
            file: more of the `SourceFile`.
        """
        given = variables or {}
        described = self.description(networks=[], variables=given).model_copy(
            update={"cells": tuple(cells)}
        )
        text = source.encode() or b"\n" * 200
        numbered = [
            run
            if run.number
            else run.model_copy(update={"number": at, "slot": at, "model": run.model or 1000 + at})
            for at, run in enumerate(runs)
        ]
        return DescribedFile(
            SourceFile(text, cells=tuple(cells), **file),
            Extraction(
                description=described, torch="2", runs=tuple(numbered), last_line=text.count(b"\n")
            ),
        )

    def notebook_cells(self, *headings: str) -> tuple[Cell, ...]:
        """Cells of ten lines each, below a heading each; "" has none."""
        return tuple(
            Cell(
                number=n,
                first_line=10 * n - 9,
                headings=(Heading(text=text, level=2),) if text else (),
            )
            for n, text in enumerate(headings, start=1)
        )

    def training(
        self, *accuracies: float, seed: int = 0, diverged_in_epoch: int | None = None
    ) -> TrainingResult:
        epochs = tuple(self.epoch(n, accuracy) for n, accuracy in enumerate(accuracies, start=1))
        return TrainingResult(seed=seed, epochs=epochs, diverged_in_epoch=diverged_in_epoch)

    def epoch(self, number: int, accuracy: float) -> EpochRecord:
        return EpochRecord(
            epoch=number,
            train_loss=0.1,
            train_accuracy=0.9,
            test_loss=0.2,
            test_accuracy=accuracy,
            seconds=1.0,
        )

    def course(
        self, rubric: Rubric, sandbox: "ReplaySandbox", trainer: Trainer | None = None
    ) -> Course:
        return Course(
            rubric_file=RubricFile(path=Path("test.toml"), sha256="0" * 64, rubric=rubric),
            facts=self.facts,
            describer=Describer(sandbox),
            trainer=trainer,
            data_folder=None,
            progress=Silent(),
        )

    source_file = SourceFile(b"model_2c = ...")
    submission = Submission(student="alice", files=(SourceFile(b"model_2c = ..."),))
    ready = b'{"ready": {"torch": "2.11.0"}}'

    def sandbox(self, *script: "Event", **options: Any) -> "ReplaySandbox":
        """A box whose program says that it is ready, then follows the script for each file."""
        return ReplaySandbox([self.ready, *script], **options)


Event = bytes | dict[str, Any] | Exception


_CAUSES: dict[type, str] = {
    DeadlinePassed: "deadline",
    TooMuchOutput: "flood",
    ProgramEnded: "exit",
}


class ReplaySandbox:
    """A sandbox in which nothing runs: every program follows the same script.

    Args:
        script: what the box says before its first request; then, for each file, what is said of it:
            lines (a dict is a description), and exceptions for how the file ends. Before there is
            a file they are raised.
        errors: what stands on standard error.
        clean: whether a box says that it is as it was, after a file has ended.
        breaks: how many boxes go away instead of telling how a file has ended.
        says: instead of how a file has ended.
    """

    kind: SandboxKind = "process"
    description = "replays lines"
    image = None

    def __init__(
        self,
        script: Sequence[Event],
        errors: str = "",
        *,
        clean: bool = True,
        breaks: int = 0,
        says: bytes | None = None,
    ) -> None:
        self.script = script
        self.errors = errors
        self.clean = clean
        self.breaks = breaks
        self.says = says
        self.sent: list[bytes] = []
        self.started: list[Box] = []
        self.closed = 0

    def start(self, box: Box) -> "_Replay":
        self.started.append(box)
        return _Replay(self)


class _Replay:
    def __init__(self, sandbox: ReplaySandbox) -> None:
        self._sandbox = sandbox
        self._left: list[Event] = list(sandbox.script[:1])
        self._asked = False

    def send(self, line: bytes) -> None:
        self._sandbox.sent.append(line)
        self._left = list(self._sandbox.script[1:])
        self._asked = True

    def read_line(self, deadline: float) -> bytes:
        event = self._left.pop(0) if self._left else ProgramEnded(0)
        if isinstance(event, Exception):
            if not self._asked or type(event) not in _CAUSES:
                raise event
            return self._end(event)
        if not self._asked:
            assert isinstance(event, bytes)
            return event
        text = event if isinstance(event, bytes) else _description_line(event)
        return b"+" + text

    def _end(self, event: Exception) -> bytes:
        if self._sandbox.breaks:
            self._sandbox.breaks -= 1
            raise ProgramEnded(None)
        if self._sandbox.says is not None:
            return self._sandbox.says
        status = event.status if isinstance(event, ProgramEnded) else -9
        end = {"cause": _CAUSES[type(event)], "status": status, "clean": self._sandbox.clean}
        return b"-" + json.dumps(end).encode()

    def error_output(self) -> str:
        return self._sandbox.errors

    def kill(self) -> None:
        pass

    def close(self) -> None:
        self._sandbox.closed += 1

    def __enter__(self) -> "_Replay":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _description_line(description: Mapping[str, Any]) -> bytes:
    return json.dumps({"description": description}).encode()


Outcome = TrainingResult | Exception


class FakeTrainer:
    """Trains nothing: tells what a function makes of each job, and remembers the jobs."""

    def __init__(self, outcome: Callable[[TrainingJob], Outcome]) -> None:
        self._outcome = outcome
        self._lock = threading.Lock()
        self.jobs: list[TrainingJob] = []
        self.ready: Ready | None = None
        self.data: DataLoaded | None = None
        self.is_closed = threading.Event()

    def train(self, job: TrainingJob, on_epoch: Callable[[EpochRecord], None]) -> TrainingResult:
        with self._lock:
            self.jobs.append(job)
        outcome = self._outcome(job)
        if isinstance(outcome, Exception):
            raise outcome
        for record in outcome.epochs:
            on_epoch(record)
        return outcome

    def close(self) -> None:
        self.is_closed.set()


@pytest.fixture
def build() -> Build:
    return Build()


@pytest.fixture
def replay() -> Callable[..., ReplaySandbox]:
    return ReplaySandbox


@pytest.fixture
def fake_trainer() -> Callable[[Callable[[TrainingJob], Outcome]], FakeTrainer]:
    return FakeTrainer


SandboxName = Literal["bubblewrap", "process"]
