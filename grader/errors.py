"""Whose turn is it? Faults that are not the student's, and the exit codes they end with.

A student's fault is never an exception: it is a failed `CheckResult`.

    GraderError
    ├── UsageError            the caller's: a path, an option                      exit 2
    ├── RubricError           the instructor's: names file and key                 exit 2
    ├── DataUnavailable       nobody's yet: says what was tried and where to put it exit 2
    ├── SandboxUnavailable    ours: the box does not start, or lacks a package      exit 1
    └── TrainingInterrupted   ours: memory, time or a dead trainer                  exit 1
"""

from pathlib import Path
from typing import ClassVar


class GraderError(Exception):
    """A fault that must never cost a student points."""

    exit_code: ClassVar[int] = 1


class UsageError(GraderError):
    """A path or an option that makes no sense."""

    exit_code = 2


class RubricError(GraderError):
    """A rubric that contradicts itself or holds a key that does not exist.

    Args:
        file: the rubric's file.
        problems: (key, what is wrong and what is allowed), at least one; key as written in TOML.
    """

    exit_code = 2

    def __init__(self, file: Path | str, problems: list[tuple[str, str]]) -> None:
        self.file = file
        self.problems = problems
        lines = [f"{key}: {message}" if key else message for key, message in problems]
        super().__init__(
            f"{file}: " + (lines[0] if len(lines) == 1 else "\n  " + "\n  ".join(lines))
        )


class DataUnavailable(GraderError):
    """A data set that is neither in the data folder nor to be downloaded."""

    exit_code = 2


class SandboxUnavailable(GraderError):
    """The sandbox cannot be used here; says nothing about the student's file."""


class TrainingInterrupted(GraderError):
    """A training stopped for want of memory, time or a live trainer; no fault of the network."""
