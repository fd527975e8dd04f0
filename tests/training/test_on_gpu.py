"""The same trainings on a GPU: skipped where there is none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from grader.network_size import parameter_names
from grader.network_spec import (
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    Linear,
    MaxPool2d,
    NetworkSpec,
    ReLU,
    TrainableLayer,
)
from grader.results import TrainingResult
from grader.rubric import RubricOptimizer
from grader.training.datasets import load_dataset
from grader.training.job import DataSource, Device, TrainingJob
from grader.training.train_loop import train

ROOT = Path(__file__).parents[2]
DIGITS = DataSource(dataset="digits", folder=None)
CNN: tuple[TrainableLayer, ...] = (
    Conv2d(name="0", in_channels=1, out_channels=8, kernel_size=(3, 3), padding=(1, 1)),
    BatchNorm2d(name="1", num_features=8),
    ReLU(name="2"),
    MaxPool2d(name="3", kernel_size=(2, 2), stride=(2, 2)),
    Flatten(name="4"),
    Dropout(name="5", p=0.2),
    Linear(name="6", in_features=128, out_features=10),
)

pytestmark = pytest.mark.gpu


def run(device: Device) -> TrainingResult:
    network = NetworkSpec(layers=CNN, layer_count=len(CNN))
    job = TrainingJob(
        layers=CNN,
        optimizer=RubricOptimizer(name="Adam").spec(parameter_names(network)),
        schedule=None,
        epochs=5,
        batch_size=32,
        loss="categorical_cross_entropy",
        seed=0,
        source=DIGITS,
        time_limit_seconds=300,
    )
    where = torch.device(device)
    return train(job, load_dataset(DIGITS).to(where), where, lambda record: None)


def test_a_gpu_learns_what_a_cpu_learns() -> None:
    on_gpu, on_cpu = run("cuda").final_test_accuracy, run("cpu").final_test_accuracy
    assert on_gpu is not None
    assert on_cpu is not None
    assert on_gpu > 0.9
    assert abs(on_gpu - on_cpu) < 0.04


def test_reruns_on_a_gpu_are_identical() -> None:
    first, second = run("cuda"), run("cuda")
    assert [epoch.train_loss for epoch in first.epochs] == [e.train_loss for e in second.epochs]
    assert first.final_test_accuracy == second.final_test_accuracy


@pytest.mark.slow
def test_the_command_line_trains_on_a_gpu(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "grader", "--json", "-q", "-o", str(tmp_path)]
    command += ["-r", "digits", "--device", "cuda", "--sandbox", "process"]
    command += ["reference_solutions/digits.py"]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr.decode()
    (graded,) = json.loads(done.stdout)["submissions"]
    assert graded["provenance"]["device"] == "cuda"
    assert graded["points"] == 44.0
