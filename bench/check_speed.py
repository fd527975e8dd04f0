"""How long does a student wait for `grade check`? A cold start, beside importing torch alone.

python bench/check_speed.py [--runs 5]
"""

import argparse
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMANDS = {
    "python -c 'import torch'": [sys.executable, "-c", "import torch"],
    "grade check, bubblewrap": ["check", "--sandbox", "bubblewrap"],
    "grade check, process": ["check", "--sandbox", "process"],
}


def main() -> None:
    """Time every command in turn, several rounds of it, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs: int = parser.parse_args().runs
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            seconds[name].append(_time(command))
    baseline = statistics.median(seconds["python -c 'import torch'"])
    print(f"Python {platform.python_version()}, {runs} runs each, medians\n")
    print("| one submission, a new process each time | seconds | / importing torch |")
    print("| --- | ---: | ---: |")
    for name, times in seconds.items():
        median = statistics.median(times)
        print(f"| `{name}` | {median:.2f} | {median / baseline:.2f} |")


def _time(command: list[str]) -> float:
    if command[0] == "check":
        submission = ROOT / "reference_solutions" / "cs155-set4.py"
        command = [sys.executable, "-m", "grader", *command, str(submission)]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
