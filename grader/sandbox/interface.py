"""What is a sandbox? Something that starts one of our programs in a box and lets us talk to it.

A box has no network, no environment, no files but what it is given to read, and limits on all it
can use up. Three kinds are to fit this interface: docker, bubblewrap and a plain process.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

SandboxKind = Literal["docker", "bubblewrap", "process"]


@dataclass(frozen=True)
class Box:
    """What a program may see and use."""

    program: Literal["describe_network", "train_network"]
    """A module of `grader.inside_container`."""
    arguments: tuple[str, ...] = ()
    """For the program's command line. Never student text."""
    sees_grader: bool = False
    """Whether the whole `grader` package may be read: the trainer's case, never a student's."""
    readable: tuple[Path, ...] = ()
    """Folders to be read at the same path as outside: the data, for the trainer."""
    tmp_mib: int = 32
    """Size of the private, writable /tmp where the kind has one."""
    memory_mib: int = 3072
    """Of all processes in the box together, the private /tmp included, where the kind can tell."""
    processors: float | None = 1.0
    """How many may be busy at once where the kind can tell; `None` for all there are."""
    line_bytes: int = 1 << 20
    """A longer line than this on its standard output ends the program."""
    gpu: bool = False
    """Whether the GPU is inside too. Only ever for the trainer."""


class ConfinedProgram(Protocol):
    """A program running in a box. Use as a context manager: leaving kills whatever still runs."""

    def send(self, line: bytes) -> None:
        """Write one line, without its line break, to the program's standard input.

        Raises:
            ProgramEnded: the program has closed its input, or does not read it.
        """

    def read_line(self, deadline: float) -> bytes:
        """Read the next line of standard output, without its line break.

        Args:
            deadline: on the clock of `time.monotonic`.

        Raises:
            ProgramEnded: the output has ended; an unfinished line is dropped.
            DeadlinePassed: nothing came in time. The program has been killed.
            TooMuchOutput: the line is longer than the box's `line_bytes`. The program has been
                killed.
        """

    def error_output(self) -> str:
        """Return the end of what the program wrote to standard error, for our own log."""

    def kill(self) -> None:
        """Kill the program and all it started. From any thread: whoever reads sees the end."""

    def close(self) -> None:
        """Kill the program and all it started; nothing of it is left afterwards."""

    def __enter__(self) -> "ConfinedProgram":
        """Return itself."""

    def __exit__(self, *exception: object) -> None:
        """Close."""


class Sandbox(Protocol):
    """A kind of box that has been seen to work on this machine."""

    @property
    def kind(self) -> SandboxKind:
        """Which of the kinds it is."""

    @property
    def description(self) -> str:
        """For people, in one line: what it keeps apart, and what not."""

    @property
    def image(self) -> str | None:
        """Digest of the container image that boxes are made from; `None` if there is none."""

    def start(self, box: Box) -> ConfinedProgram:
        """Start a program.

        Raises:
            SandboxUnavailable: the box cannot be made.
        """


SEND_SECONDS = 30
"""For a program to take a line; they wait for nothing else."""


class ProgramEnded(Exception):
    """The program closed its output.

    Args:
        status: exit status; negative for a signal; `None` when it is not known.
    """

    def __init__(self, status: int | None) -> None:
        known = "" if status is None else f" with status {status}"
        super().__init__(f"the program ended{known}")
        self.status = status


class DeadlinePassed(Exception):
    """The program said nothing until its deadline."""


class TooMuchOutput(Exception):
    """The program wrote a longer line than its box allows."""


class Lines:
    """Chunks of output, taken apart into lines.

    Args:
        line_bytes: longest line.
    """

    def __init__(self, line_bytes: int) -> None:
        self._longest = line_bytes
        self._pending = bytearray()

    def next(self) -> bytes | None:
        """Take out the next line, without its line break; `None` if there is no whole one.

        Raises:
            TooMuchOutput: it is too long already.
        """
        end = self._pending.find(b"\n")
        if (end if end >= 0 else len(self._pending)) > self._longest:
            self._pending.clear()
            raise TooMuchOutput
        if end < 0:
            return None
        line = bytes(self._pending[:end])
        del self._pending[: end + 1]
        return line

    def add(self, chunk: bytes) -> None:
        """Append what was read when there was no whole line left."""
        self._pending += chunk
