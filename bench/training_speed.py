"""How much faster than a plain PyTorch loop does the grader train? Both, alternating, in one run.

python bench/training_speed.py [--data DIR] [--rounds 3] [--epochs 1]

The plain loop is the one that courses hand out: torchvision's MNIST through a DataLoader of batch
size 32, Adam, cross-entropy, the test set after each epoch, torch's own number of threads. The
grader's is `grader.training.train_loop.train`. Each timing runs in a process of its own, and counts
whole epochs with their test, after one that is not counted.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
import torchvision
from set4_networks import student_network, training_job
from torch.utils.data import DataLoader
from torchvision.transforms import ToTensor

from grader.training.data_folder import default_data_folder
from grader.training.datasets import load_dataset
from grader.training.train_loop import train

PROBLEMS = ("2C", "3G")
NAMES = {"2C": "2C, 784-100-10", "3G": "3G, the reference's small CNN"}


def main() -> None:
    """Measure and print a table, or, with `--measure`, be one of the processes measured."""
    arguments = _arguments()
    if arguments.measure:
        how, problem = arguments.measure
        timed = _plain_seconds if how == "plain" else _grader_seconds
        print(timed(problem, arguments.data, arguments.epochs))
        return
    _print_machine()
    print("\n| | plain loop, epochs/s | grader, epochs/s | ratio | two at once, epochs/s | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for problem in PROBLEMS:
        print(_row(problem, arguments))


def _row(problem: str, arguments: argparse.Namespace) -> str:
    """Alternate the three ways, so that a noisy neighbour disturbs them all; medians of rounds."""
    rates: dict[str, list[float]] = {"plain": [], "grader": [], "two": []}
    for _ in range(arguments.rounds):
        for way, hows in (("plain", ["plain"]), ("grader", ["grader"]), ("two", ["grader"] * 2)):
            seconds = _measure_at_once(hows, problem, arguments)
            rates[way].append(sum(1 / each for each in seconds))
    plain, grader, two = (statistics.median(rates[way]) for way in ("plain", "grader", "two"))
    return (
        f"| {NAMES[problem]} | {plain:.3f} | {grader:.3f} | {grader / plain:.1f}x "
        f"| {two:.3f} | {two / plain:.1f}x |"
    )


def _measure_at_once(hows: list[str], problem: str, arguments: argparse.Namespace) -> list[float]:
    """Start processes together; the seconds per epoch of each."""
    options = ["--data", str(arguments.data), "--epochs", str(arguments.epochs)]
    running = [
        subprocess.Popen(
            [sys.executable, __file__, "--measure", how, problem, *options],
            stdout=subprocess.PIPE,
            text=True,
        )
        for how in hows
    ]
    return [float(process.communicate()[0]) for process in running]


def _plain_seconds(problem: str, data: Path, epochs: int) -> float:
    """Seconds per epoch of the plain loop."""
    torch.manual_seed(0)
    parts = [
        torchvision.datasets.MNIST(data, train=train, transform=ToTensor())
        for train in (True, False)
    ]
    train_images = DataLoader(parts[0], batch_size=32, shuffle=True)
    test_images = DataLoader(parts[1], batch_size=1000)
    model = student_network(problem)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    seconds = []
    for _ in range(epochs + 1):
        started = time.perf_counter()
        model.train()
        for images, labels in train_images:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        model.eval()
        correct = 0
        with torch.no_grad():
            for images, labels in test_images:
                correct += int((model(images).argmax(dim=1) == labels).sum())
        seconds.append(time.perf_counter() - started)
    return statistics.mean(seconds[1:])


def _grader_seconds(problem: str, data: Path, epochs: int) -> float:
    """Seconds per epoch of the grader's trainer."""
    job = training_job(problem, str(data), epochs + 1)
    result = train(job, load_dataset(job.source), torch.device("cpu"), lambda _: None)
    return statistics.mean(epoch.seconds for epoch in result.epochs[1:])


def _print_machine() -> None:
    print(
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores "
        f"({torch.backends.cpu.get_cpu_capability()}), Python {platform.python_version()}, "
        f"torch {torch.__version__}, torchvision {torchvision.__version__}; "
        f"the plain loop uses {torch.get_num_threads()} threads, a trainer 1"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("GRADER_DATA", default_data_folder())
    parser.add_argument("--data", type=Path, default=default, help="torchvision's root with MNIST")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=1, help="counted in each process")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
