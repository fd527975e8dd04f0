"""How do we talk to a program in a box that is a process of this machine?"""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

from grader.errors import SandboxUnavailable
from grader.sandbox.interface import (
    SEND_SECONDS,
    Box,
    DeadlinePassed,
    Lines,
    ProgramEnded,
    TooMuchOutput,
)

PACKAGE = Path(__file__).parents[1]
"""The folder `grader/`."""

BOX_UIDS = range(61_184, 65_520)
"""Nobody's: systemd hands them out to services for as long as those run. A box has one of its own,
because the kernel counts processes per user: of two boxes with one user, the one that starts
threads without end would take all from the other."""

_ERROR_BYTES = 4096
_READ_BYTES = 1 << 16


def python_command(
    box: Box, *arguments: str, python: str = sys.executable, package_parent: str | None = None
) -> list[str]:
    """Build the command that runs the box's program with this interpreter, isolated (`-I`).

    The path of the package is given by hand: an isolated interpreter looks at no environment, and
    inside a box only part of the package may be there.

    Args:
        box: what to run, and how.
        arguments: what the kind of sandbox tells the program, before the box's own arguments.
        python: the interpreter.
        package_parent: folder that holds the package; the one this module is from if `None`.
    """
    start = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); module = sys.argv.pop(1); "
    start += "runpy.run_module(module, run_name='__main__', alter_sys=True)"
    module = f"grader.inside_container.{box.program}"
    parent = package_parent or str(PACKAGE.parent)
    return [python, "-I", "-c", start, parent, module, *arguments, *box.arguments]


class LocalProgram:
    """A process, its pipes and its process group; what bubblewrap and the bare process share."""

    def __init__(self, command: list[str], box: Box, folder: Path | None = None) -> None:
        self._lines = Lines(box.line_bytes)
        # A file, not a pipe: nobody reads it while the program runs, and a full pipe would stop it.
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={},
                cwd=folder,
                start_new_session=True,
            )
        except OSError as error:
            self._errors.close()
            raise SandboxUnavailable(f"{command[0]} does not start: {error.strerror}") from None
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdout.fileno(), False)
        os.set_blocking(self._process.stdin.fileno(), False)

    def send(self, line: bytes) -> None:
        """See `ConfinedProgram.send`."""
        stream = self._process.stdin
        assert stream is not None
        if stream.closed:
            raise ProgramEnded(self._process.poll())
        left = memoryview(line + b"\n")
        deadline = time.monotonic() + SEND_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_WRITE)
            while left:
                if not selector.select(deadline - time.monotonic()):
                    self.close()
                    raise ProgramEnded(None)
                try:
                    left = left[os.write(stream.fileno(), left) :]
                except BrokenPipeError:
                    raise ProgramEnded(self._process.poll()) from None

    def read_line(self, deadline: float) -> bytes:
        """See `ConfinedProgram.read_line`."""
        try:
            while (line := self._lines.next()) is None:
                self._lines.add(self._read(deadline))
        except TooMuchOutput:
            self.close()
            raise
        return line

    def _read(self, deadline: float) -> bytes:
        stream = self._process.stdout
        assert stream is not None
        if stream.closed:
            raise ProgramEnded(self._process.poll())
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            # Looked at first: a program that never stops writing would never be without output.
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                self.close()
                raise DeadlinePassed
        chunk = os.read(stream.fileno(), _READ_BYTES)
        if not chunk:
            raise ProgramEnded(self._wait())
        return chunk

    def _wait(self) -> int | None:
        try:
            return self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return None

    def error_output(self) -> str:
        """See `ConfinedProgram.error_output`."""
        if self._errors.closed:
            return ""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - _ERROR_BYTES))
        return self._errors.read().decode(errors="replace")

    def kill(self) -> None:
        """See `ConfinedProgram.kill`."""
        # The group still exists while our own process in it has not been waited for.
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """See `ConfinedProgram.close`."""
        if self._errors.closed:
            return
        self.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        self._errors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
