"""How long does a dry run take? Hand-ins of the classroom in one warm box, beside a plain script.

Baseline: the reference solution, which keeps the rubric's names and trains nothing. Seconds are
those of describing one file, from handing it in to its description, all in one run.

    python bench/dry_run_speed.py
"""

import statistics
import time
from pathlib import Path

from grader.extraction import Describer
from grader.rubric_file import find_rubric, read_rubric
from grader.sandbox.choose import choose_sandbox
from grader.submissions import SourceFile, read_submission

ROOT = Path(__file__).parents[1]
HAND_INS = ROOT / "tests/classroom/cs155-set4"
BASELINE = ROOT / "reference_solutions/cs155-set4.py"
REPEATS = 9


def main() -> None:
    """Describe everything, and print what it took."""
    rubric = read_rubric(find_rubric("cs155-set4")).rubric
    paths = sorted(HAND_INS.glob("hand-in-*/submission.*"))
    with Describer(choose_sandbox("auto").sandbox) as describer:

        def seconds(file: SourceFile) -> float:
            began = time.perf_counter()
            describer.describe(file, rubric)
            return time.perf_counter() - began

        plain = read_submission(BASELINE).files[0]
        seconds(plain)  # starts the box
        baseline = statistics.median(seconds(plain) for _ in range(REPEATS))
        taken = sorted(
            (seconds(read_submission(path).files[0]), path.parent.name) for path in paths
        )
    times = [each for each, _ in taken]
    middle, most = statistics.median(times), times[int(0.9 * len(times))]
    print(f"plain script        {baseline:.3f} s")
    print(f"{len(times)} hand-ins, median {middle:.3f} s, {middle / baseline:.1f} times that")
    print(f"nine of ten within  {most:.3f} s")
    print(f"longest             {times[-1]:.3f} s, {taken[-1][1]}")


if __name__ == "__main__":
    main()
