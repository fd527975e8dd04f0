"""What does a student's process say, and how does it end? Passed on, and never looked into."""

import os
import select
import signal
import time
from dataclasses import dataclass
from typing import Literal, Protocol

MAX_LINE_BYTES = 300 << 10
MAX_OUTPUT_BYTES = 16 << 20
MAX_LINES = 300_000
"""A file of 256 KiB has at most half as many statements, each of which says two lines at most."""
_CHUNK_BYTES = 1 << 16
OUT_OF_MEMORY = 70
"""Exit status of a process whose file has left no memory to describe it with."""
INTERRUPTED = 71
"""Exit status of a process whose file has signal handlers that raise in our own code."""
_GLANCE_MS = 100
"""Between two looks at whether a silent process still lives."""
_LAST_WORDS_SECONDS = 1.0
"""Between closing its pipe and ending, before it is ended."""


@dataclass(frozen=True)
class Ending:
    """How a student's process ended."""

    cause: Literal["exit", "deadline", "flood"]
    status: int
    """Exit status; negative for a signal."""


class Watched(Protocol):
    """Standard input, whose end must not go unnoticed."""

    descriptor: int

    def read(self) -> None:
        """Read what is there; `EOFError` at its end."""


class _Flood(Exception):
    """More was written than anyone reads."""


class _Lines:
    """Bytes of a pipe, passed on as whole lines behind a `+`."""

    def __init__(self, channel: int) -> None:
        self._channel = channel
        self._pending = bytearray()
        self._left = MAX_OUTPUT_BYTES
        self._lines_left = MAX_LINES

    def pass_on(self, chunk: bytes) -> None:
        """Write out the lines that this chunk completes.

        Raises:
            _Flood: the output, or one line of it, is too long.
        """
        self._left -= len(chunk)
        *complete, rest = chunk.split(b"\n")
        for line in complete:
            self._pending += line
            self._lines_left -= 1
            self._refuse_floods()
            write(self._channel, b"+" + self._pending + b"\n")
            self._pending.clear()
        self._pending += rest
        self._refuse_floods()

    def _refuse_floods(self) -> None:
        if min(self._left, self._lines_left) < 0 or len(self._pending) > MAX_LINE_BYTES:
            raise _Flood


def relay(pipe: int, pid: int, channel: int, grader: Watched, wall_seconds: float) -> Ending:
    """Pass on what a process writes, until it ends or has to be ended.

    Args:
        pipe: where the process writes.
        pid: the process, a child of this one.
        channel: where its lines go.
        grader: noticed when it goes away.
        wall_seconds: that the process may take.

    Raises:
        EOFError: the grader has gone away; the process still runs.
    """
    deadline = time.monotonic() + wall_seconds
    lines = _Lines(channel)
    poll = select.poll()
    for descriptor in (pipe, grader.descriptor):
        poll.register(descriptor, select.POLLIN)
    status = None
    while True:
        # Looked at first: a program that never stops writing would never be without output.
        left = deadline - time.monotonic()
        if left <= 0:
            return _ended("deadline", pid, status)
        # Asked before looking: what has ended writes no more, so an empty pipe then stays empty.
        status = _status(pid) if status is None else status
        wait_ms = _GLANCE_MS if status is None else 0
        readable = [descriptor for descriptor, _ in poll.poll(min(left * 1000, wait_ms))]
        if grader.descriptor in readable:
            grader.read()
        if pipe in readable:
            chunk = os.read(pipe, _CHUNK_BYTES)
            if not chunk:
                return _ended("exit", pid, status, _LAST_WORDS_SECONDS)
            try:
                lines.pass_on(chunk)
            except _Flood:
                return _ended("flood", pid, status)
        elif status is not None:
            # It has ended, and something else holds its pipe open.
            return Ending("exit", status)


def _ended(
    cause: Literal["exit", "deadline", "flood"],
    pid: int,
    status: int | None,
    grace_seconds: float = 0.0,
) -> Ending:
    """See a process end by itself within some time, then end it; unless its status is known."""
    give_up = time.monotonic() + grace_seconds
    while status is None and (status := _status(pid)) is None:
        if time.monotonic() >= give_up:
            os.kill(pid, signal.SIGKILL)
            _, code = os.waitpid(pid, 0)
            status = os.waitstatus_to_exitcode(code)
            break
        time.sleep(0.001)
    return Ending(cause, status)


def _status(pid: int) -> int | None:
    """Give the exit status of a child that has ended."""
    found, code = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(code) if found else None


def write(channel: int, line: bytes) -> None:
    """Write all of a line."""
    while line:
        line = line[os.write(channel, line) :]
