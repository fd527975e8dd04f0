"""The least of boxes: a process with limits. For one's own files."""

import tempfile
from pathlib import Path
from typing import Literal

from grader.sandbox.interface import Box
from grader.sandbox.running import LocalProgram, python_command


class LocalProcess:
    """Starts programs as they are: no environment, a folder of their own, limits, nothing more."""

    kind: Literal["process"] = "process"
    description = "a plain process with limits: it can read your files and reach the network"

    def start(self, box: Box) -> LocalProgram:
        """See `Sandbox.start`."""
        return _InOwnFolder(python_command(box), box)


class _InOwnFolder(LocalProgram):
    """A program in an empty folder that goes away with it."""

    def __init__(self, command: list[str], box: Box) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        try:
            super().__init__(command, box, Path(self._folder.name))
        except BaseException:
            self._folder.cleanup()
            raise

    def close(self) -> None:
        """Kill the program and remove its folder."""
        super().close()
        self._folder.cleanup()
