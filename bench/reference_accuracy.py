"""How accurate are the reference solutions, seed by seed, and how far apart are their sweeps?

python bench/reference_accuracy.py RUBRIC [--seeds 5] [--data DIR]

Grades `reference_solutions/RUBRIC.py` once per seed and prints a table for bench/README.md. The
last lines compare the dropout sweeps of every two seeds, as a student's sweep (from a seed of their
own) is compared with the grader's.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TOLERANCES = (0.01, 0.02, 0.03, 0.05, 0.1)


def main() -> None:
    """Grade from every seed and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rubric")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--data", default=os.environ.get("GRADER_DATA"))
    arguments = parser.parse_args()
    graded = []
    for seed in range(arguments.seeds):
        graded.append(_grade(arguments.rubric, seed, arguments.data))
        print(f"seed {seed} done", file=sys.stderr, flush=True)
    _print_accuracies(graded)
    _print_sweeps([problems["3G"]["sweep"] for problems in graded])


def _grade(rubric: str, seed: int, data: str | None) -> dict[str, Any]:
    """Problem -> what `grade --json` says of it."""
    solution = ROOT / "reference_solutions" / f"{rubric}.py"
    options = ["--rubric", rubric, "--seed", str(seed), "--json", "--quiet"]
    with tempfile.TemporaryDirectory() as results:
        options += ["--output-dir", results, *(["--data", data] if data else [])]
        command = [sys.executable, "-m", "grader", str(solution), *options]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    problems: dict[str, Any] = json.loads(done.stdout)["submissions"][0]["problems"]
    return problems


def _print_accuracies(graded: list[dict[str, Any]]) -> None:
    seeds = range(len(graded))
    print("| test accuracy, % | " + " | ".join(f"seed {seed}" for seed in seeds) + " | lowest |")
    print("| --- |" + " ---: |" * (len(graded) + 1))
    for problem in graded[0]:
        for metric in ("best_test_accuracy", "final_test_accuracy"):
            values = [100 * problems[problem]["training"][metric] for problems in graded]
            shown = " | ".join(f"{value:.2f}" for value in (*values, min(values)))
            print(f"| {problem}, {metric.split('_')[0]} | {shown} |")


def _print_sweeps(sweeps: list[list[dict[str, float]]]) -> None:
    print("\n| dropout p | " + " | ".join(f"{point['p']:.2f}" for point in sweeps[0]) + " |")
    print("| --- |" + " ---: |" * len(sweeps[0]))
    for seed, sweep in enumerate(sweeps):
        shown = " | ".join(f"{100 * point['measured']:.2f}" for point in sweep)
        print(f"| seed {seed} | {shown} |")
    if len(sweeps) < 2:
        return
    print()
    for tolerance in TOLERANCES:
        agreeing = [
            sum(
                abs(a["measured"] - b["measured"]) <= tolerance
                for a, b in zip(left, right, strict=True)
            )
            for left, right in itertools.combinations(sweeps, 2)
        ]
        print(f"Within {100 * tolerance:g} points: at least {min(agreeing)} values of every pair.")


if __name__ == "__main__":
    main()
