"""The least of boxes: a process that gives up what the kernel lets it. For one's own files."""

import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from grader.inside_container import landlock, system_calls
from grader.sandbox.interface import Box
from grader.sandbox.running import LocalProgram, python_command


class LocalProcess:
    """Starts programs as they are: no environment, a folder of their own, limits.

    A student's process binds itself further, where the kernel has the means: see `confine`.
    """

    kind: Literal["process"] = "process"
    image = None

    def __init__(self) -> None:
        exposed = [
            what
            for what, is_kept in (
                ("reach the network and start programs", system_calls.fault() is None),
                ("read, change and delete your files", landlock.abi() > 0),
            )
            if not is_kept
        ]
        self.description = (
            f"student code can {' and '.join(exposed)}"
            if exposed
            else "nothing but the kernel's own locks keeps student code from your account"
        )

    def start(self, box: Box) -> LocalProgram:
        """See `Sandbox.start`."""
        return _InOwnFolder(python_command(box, "--remove-folder"), box)


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
        try:
            self._folder.cleanup()
        except RecursionError:  # folders nested deeper than Python's own remover goes
            command = ["rm", "-rf", "--one-file-system", "--", self._folder.name]
            subprocess.run(command, check=False)
