"""Does the main job run, from a file on disk to a results file, on real data?"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


def grade(*arguments: str, output_dir: Path) -> Any:
    """Run the command line in a process of its own. Returns its one submission."""
    command = [sys.executable, "-m", "grader", "--json", "-q", "-o", str(output_dir), *arguments]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr.decode()
    (submission,) = json.loads(done.stdout)["submissions"]
    return submission


def without_times(value: Any) -> Any:
    """Take out of a document what differs from run to run: the seconds."""
    if isinstance(value, dict):
        dropped = ("seconds", "execution_time")
        return {key: without_times(item) for key, item in value.items() if key not in dropped}
    return [without_times(item) for item in value] if isinstance(value, list) else value


@pytest.mark.mnist
@pytest.mark.slow
def test_alice_gets_full_marks_on_the_real_mnist(tmp_path: Path) -> None:
    data = os.environ.get("GRADER_DATA")
    arguments = ["--data", data] if data else []
    alice = grade(*arguments, "submissions/alice.py", output_dir=tmp_path)
    assert (alice["points"], alice["max_points"]) == (44.0, 38.0)
    assert alice["provenance"]["dataset"] == "mnist"
    final = alice["problems"]["3G"]
    assert [epoch["epoch"] for epoch in final["training"]["epochs"]] == list(range(1, 11))
    assert final["training"]["epochs"][-1]["test_accuracy"] >= 0.985
    assert [point["p"] for point in final["sweep"]] == sorted(
        point["p"] for point in final["sweep"]
    )
    assert final["sweep"][-1]["measured"] < 0.2, "with everything dropped, the network guesses"
    written = json.loads((tmp_path / "alice" / "results.json").read_text())
    assert written["score"] == 44.0
    assert written["extra_data"]["problems"] == alice["problems"]


@pytest.mark.slow
def test_reruns_are_identical_whatever_runs_beside_them(tmp_path: Path) -> None:
    digits = ["-r", "digits", "submissions/dana_digits.py"]
    alone = grade(*digits, "-j", "1", output_dir=tmp_path / "alone")
    beside = grade(*digits, "-j", "2", output_dir=tmp_path / "beside")
    assert alone["points"] == 44.0
    assert without_times(alone) == without_times(beside)


@pytest.mark.slow
def test_the_reference_solution_reaches_full_marks_from_another_seed(tmp_path: Path) -> None:
    reference = "reference_solutions/digits.py"
    graded = grade("-r", "digits", "--seed", "3", reference, output_dir=tmp_path)
    assert graded["points"] == 44.0
    seeds = {p["training"]["seed"] for p in graded["problems"].values()}
    assert seeds == {3}
