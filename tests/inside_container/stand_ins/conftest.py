"""Runs what a student might write in a process of its own: nothing is replaced in the tests'."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    """What became of a file."""

    failures: list[str]
    """`LINE: error` of each statement that failed."""
    asked_for: dict[str, int]
    stand_ins: dict[str, str]
    """Variable -> what it is a stand-in for."""
    sets: dict[str, list[Any]]
    """Variable -> the set it stands for, and whether it is for training."""
    networks: dict[str, list[str]]
    """Variable -> its layers, as the observer sees them."""


class Runner:
    """The warm process."""

    def __init__(self, folder: Path) -> None:
        script = Path(__file__).with_name("runner.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            text=True,
        )
        self.began: dict[str, Any] = self._read()

    def run(self, source: str) -> Ran:
        """Run a file."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"source": source}) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        assert "bug" not in answer, "".join(answer["bug"])
        return Ran(**answer)

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        message: dict[str, Any] = json.loads(self._process.stdout.readline())
        return message

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """A warm process for all tests."""
    made = Runner(tmp_path_factory.mktemp("box"))
    yield made
    made.close()


@pytest.fixture
def student(runner: Runner) -> Callable[[str], Ran]:
    """Runs a file that must run to its end without a failure."""

    def run(source: str) -> Ran:
        ran = runner.run(source)
        assert ran.failures == []
        return ran

    return run
