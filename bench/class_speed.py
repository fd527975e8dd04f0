"""How long does a class take, from scratch and again? And how much memory?

python bench/class_speed.py [--students 200] [--sweeps 0.5] [--check 1000] [--mnist 20] [--data DIR]

Classes are made up (`made_up_class.py`), every network in them differs. Each is graded by `grade`
itself, in a process of its own, with its default of one trainer per core; memory is that process's
peak, boxes and trainers not counted. The plain loop is `training_speed.py`'s, in the same run.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from made_up_class import write_digits_class, write_mnist_2c_class

from grader.training.data_folder import default_data_folder

ROOT = Path(__file__).parents[1]
# Runs `grade`, and writes down its peak memory in KiB.
GRADE = """
import resource, sys
from grader.cli import main
report, *sys.argv[1:] = sys.argv[1:]
try:
    main()
finally:
    with open(report, "w") as file:
        file.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""
TORCH = "import resource, torch; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


@dataclass(frozen=True)
class Measured:
    """One run of `grade`."""

    seconds: float
    peak_mib: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--sweeps", type=float, default=0.5)
    parser.add_argument("--check", type=int, default=1000)
    parser.add_argument("--mnist", type=int, default=20)
    parser.add_argument("--epochs", type=int, default=5, help="of the plain loop")
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("GRADER_DATA") or default_data_folder()
    )
    arguments = parser.parse_args()
    print(
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, torch {version('torch')}\n"
    )
    torch = int(subprocess.check_output([sys.executable, "-c", TORCH])) / 1024
    print("| | seconds | each, s | peak memory of `grade`, MiB |")
    print("| --- | ---: | ---: | ---: |")
    print(f"| `import torch`, for comparison | | | {torch:.0f} |", flush=True)
    with tempfile.TemporaryDirectory(prefix="class-speed-") as folder:
        _digits(Path(folder), arguments)
        if arguments.mnist:
            _mnist(Path(folder), arguments)


def _digits(folder: Path, arguments: argparse.Namespace) -> None:
    count, share = arguments.students, f"{100 * arguments.sweeps:g}% with a sweep"
    if count:
        write_digits_class(folder / "class", count, sweeps=arguments.sweeps)
        grade = ["-r", "digits", "-o", str(folder / "out"), str(folder / "class")]
        _row(f"{count:,} `digits` submissions from scratch, {share}", count, _grade(grade))
        _row("the same again, unchanged", count, _grade(grade))
    if arguments.check:
        many = arguments.check
        write_digits_class(folder / "many", many, sweeps=arguments.sweeps)
        checked = _grade(["check", "-r", "digits", str(folder / "many")])
        _row(f"{many:,} through `grade check`", many, checked)
        # Graded, too, for the memory: five students to a network, or it would take half an hour.
        write_digits_class(folder / "shared", many, sweeps=0, copies=5)
        grade = ["-r", "digits", "-o", str(folder / "shared-out"), str(folder / "shared")]
        _row(f"{many:,} graded, {many // 5:,} networks per problem", many, _grade(grade))


def _mnist(folder: Path, arguments: argparse.Namespace) -> None:
    count = arguments.mnist
    write_mnist_2c_class(folder / "mnist", count)
    options = ["--problem", "2C", "--data", str(arguments.data), "-o", str(folder / "mnist-out")]
    graded = _grade([*options, str(folder / "mnist")])
    _row(f"2C of `cs155-set4`, {count} networks on MNIST", count, graded)
    plain = _plain_seconds_per_epoch(arguments)
    trained = _epochs_trained(folder / "mnist-out")
    print(
        f"\n2C over {count} networks, {trained} epochs: {trained / graded.seconds:.2f} epochs/s "
        f"with all that `grade` does; the plain loop, one after another: {1 / plain:.2f} epochs/s; "
        f"{trained / graded.seconds * plain:.1f} times the throughput"
    )


def _epochs_trained(out: Path) -> int:
    documents = [json.loads(file.read_bytes()) for file in out.glob("*/results.json")]
    problems = [each["extra_data"]["problems"]["2C"] for each in documents]
    return sum(
        len(training["epochs"]) for p in problems for training in (p["training"], *p["more_seeds"])
    )


def _plain_seconds_per_epoch(arguments: argparse.Namespace) -> float:
    options = ["--data", str(arguments.data), "--epochs", str(arguments.epochs)]
    command = [sys.executable, str(ROOT / "bench/training_speed.py"), "--measure", "plain", "2C"]
    return float(subprocess.check_output([*command, *options]))


def _grade(arguments: list[str]) -> Measured:
    with tempfile.NamedTemporaryFile("r") as report:
        started = time.perf_counter()
        command = [sys.executable, "-c", GRADE, report.name, "--quiet", *arguments]
        if arguments[0] == "check":
            command = [sys.executable, "-c", GRADE, report.name, "check", "-q", *arguments[1:]]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        seconds = time.perf_counter() - started
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)
        return Measured(seconds, int(report.read()) / 1024)


def _row(name: str, students: int, measured: Measured) -> None:
    each = measured.seconds / students
    print(f"| {name} | {measured.seconds:.1f} | {each:.3f} | {measured.peak_mib:.0f} |", flush=True)


if __name__ == "__main__":
    main()
