"""What does a sandbox cost? A cold box, a warm one over a class, a deadline, a flood.

python bench/sandbox_speed.py [--kinds docker bubblewrap process] [--runs 5] [--class-size 200]
"""

import argparse
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from grader.errors import SandboxUnavailable
from grader.extraction import Describer
from grader.rubric_file import RubricFile, find_rubric, read_rubric
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.docker_container import DockerContainer
from grader.sandbox.interface import Box, ConfinedProgram, ProgramEnded, Sandbox
from grader.sandbox.running import LocalProgram
from grader.submissions import SourceFile

ROOT = Path(__file__).parents[1]
FLOOD_BYTES = 1 << 30
IMPORT_TORCH = ["-I", "-c", "import torch"]
FLOOD = [
    "-I",
    "-c",
    f"import os\nfor _ in range({FLOOD_BYTES >> 16}): os.write(1, b'x' * 65535 + b'\\n')",
]
HANGS = b"import time\ntime.sleep(600)\n"
WRITES_WITHOUT_END = b"""
import os
while True:
    for descriptor in range(1, 64):
        try:
            os.write(descriptor, b"x" * 65535 + b"\\n")
        except OSError:
            pass
"""


def main() -> None:
    """Measure every kind in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", nargs="+", default=["docker", "bubblewrap", "process"])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--class-size", type=int, default=200)
    parser.add_argument("--flood", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.flood:
        print(_flood(choose_sandbox(options.flood).sandbox))
        return
    submissions = [path.read_bytes() for path in sorted((ROOT / "submissions").glob("*.py"))]
    print(f"Python {platform.python_version()}; a class of {options.class_size} is made of the "
          f"{len(submissions)} files of submissions/, by turns\n")  # fmt: skip
    print("| | import torch, cold, s | describe, cold, s | added, s | class, s each "
          "| first of it, s | past its deadline, s | 1 GiB flood, MiB |")  # fmt: skip
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for kind in options.kinds:
        try:
            print(_row(kind, options.runs, options.class_size, submissions))
        except SandboxUnavailable as error:
            print(f"| {kind} | not here: {error} |")


def _row(kind: str, runs: int, class_size: int, submissions: list[bytes]) -> str:
    sandbox = choose_sandbox(kind).sandbox  # type: ignore[arg-type]
    rubric = read_rubric(find_rubric("cs155-set4"))
    importing, describing = [], []
    for _ in range(runs):  # by turns, so that a busy minute of the machine falls on both
        importing.append(_seconds(lambda: _run_to_its_end(_start(sandbox, IMPORT_TORCH))))
        describing.append(_seconds(lambda: _describe_cold(sandbox, submissions[0], rubric)))
    cold, torch = statistics.median(describing), statistics.median(importing)
    first, each = _class(sandbox, class_size, submissions, rubric)
    late = statistics.median(_late(sandbox, rubric) for _ in range(3))
    grown = subprocess.run(
        [sys.executable, __file__, "--flood", kind], check=True, capture_output=True, text=True
    ).stdout.strip()
    return (
        f"| {kind} | {torch:.2f} | {cold:.2f} | {cold - torch:+.2f} | {each:.3f} "
        f"| {first:.2f} | {late:+.2f} | {grown} |"
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _describe_cold(sandbox: Sandbox, source: bytes, rubric: RubricFile) -> None:
    with Describer(sandbox) as describer:
        describer.describe(SourceFile(source), rubric.rubric)


def _class(
    sandbox: Sandbox, size: int, sources: list[bytes], rubric: RubricFile
) -> tuple[float, float]:
    """Seconds until the first description, and per description with all starting counted in."""
    started = time.perf_counter()
    first = 0.0
    with Describer(sandbox) as describer:
        for number in range(size):
            source = sources[number % len(sources)]
            describer.describe(SourceFile(source), rubric.rubric)
            first = first or time.perf_counter() - started
    return first, (time.perf_counter() - started) / size


def _late(sandbox: Sandbox, rubric: RubricFile) -> float:
    """Seconds between a deadline and the answer that the file has been killed."""
    with Describer(sandbox, wall_seconds=2) as describer:
        for _ in range(2):  # after the first, the box loads what it left out for a quick start
            describer.describe(SourceFile(b"x = 1"), rubric.rubric)
        return _seconds(lambda: describer.describe(SourceFile(HANGS), rubric.rubric)) - 2


def _flood(sandbox: Sandbox) -> str:
    """Growth of this process: by a program that writes 1 GiB, by a file that never stops."""
    rubric = read_rubric(find_rubric("cs155-set4"))
    _describe_cold(sandbox, b"x = 1", rubric)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here on
    before = _peak_mib()
    _run_to_its_end(_start(sandbox, FLOOD))
    _describe_cold(sandbox, WRITES_WITHOUT_END, rubric)
    return f"{_peak_mib() - before:.1f}"


def _peak_mib() -> float:
    (line,) = (x for x in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in x)
    return int(line.split()[1]) / 1024


def _start(sandbox: Sandbox, arguments: list[str]) -> ConfinedProgram:
    """Start Python in a box of a kind, with other arguments than the grader's own."""
    box = Box("describe_network")
    if isinstance(sandbox, DockerContainer):
        return sandbox.start_command(["python", *arguments], box)
    if isinstance(sandbox, Bubblewrap):
        return sandbox.start_command([sys.executable, *arguments], box)
    return LocalProgram([sys.executable, *arguments], box)


def _run_to_its_end(program: ConfinedProgram) -> None:
    with program:
        try:
            while True:
                program.read_line(time.monotonic() + 600)
        except ProgramEnded as ended:
            if ended.status != 0:
                raise RuntimeError(program.error_output()) from None


if __name__ == "__main__":
    main()
