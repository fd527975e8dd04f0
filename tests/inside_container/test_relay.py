"""What a student's process says is passed on whole, and how it ends is told as it was."""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import NoReturn

import pytest

from grader.inside_container import relay as module
from grader.inside_container.relay import Ending, relay


class Grader:
    """Standard input, on which nothing comes."""

    def __init__(self) -> None:
        self.descriptor, self.theirs = os.pipe()

    def read(self) -> None:
        raise EOFError


def relayed(child: Callable[[int], object], wall_seconds: float = 30) -> tuple[Ending, list[bytes]]:
    """Relay what a forked process does with a pipe."""
    ours, its = os.pipe()
    pid = os.fork()
    if pid == 0:
        _run(child, its)
    os.close(its)
    reading, writing = os.pipe()
    chunks: list[bytes] = []
    reader = threading.Thread(
        target=lambda: chunks.extend(iter(lambda: os.read(reading, 1 << 16), b""))
    )
    reader.start()
    grader = Grader()
    try:
        ending = relay(ours, pid, writing, grader, wall_seconds)
    finally:
        os.close(writing)
        reader.join()
        for descriptor in (ours, reading, grader.descriptor, grader.theirs):
            os.close(descriptor)
    return ending, b"".join(chunks).splitlines()


def _run(child: Callable[[int], object], pipe: int) -> NoReturn:
    try:
        child(pipe)
    finally:
        os._exit(0)


def write_in_pieces(pipe: int) -> None:
    for piece in (b"on", b"e\ntw", b"o\n\r-{}", b"\n"):
        os.write(pipe, piece)
        time.sleep(0.01)


def flood(pipe: int) -> None:
    while True:
        os.write(pipe, b"x" * 1000 + b"\n")


def close_and_stay(pipe: int) -> None:
    os.close(pipe)
    time.sleep(600)


def say_last_words(pipe: int) -> None:
    time.sleep(0.15)
    os.write(pipe, b"last words\n")


def exit_at_once(status: int) -> Callable[[int], object]:
    return lambda pipe: os._exit(status)


@pytest.mark.parametrize(
    ("child", "ending"),
    [
        (exit_at_once(0), Ending("exit", 0)),
        (exit_at_once(7), Ending("exit", 7)),
        (lambda pipe: os.kill(os.getpid(), signal.SIGTERM), Ending("exit", -15)),
        (flood, Ending("flood", -9)),
        (lambda pipe: os.write(pipe, b"x" * (400 << 10)), Ending("flood", -9)),
        (close_and_stay, Ending("exit", -9)),
    ],
)
def test_endings(child: Callable[[int], object], ending: Ending) -> None:
    assert relayed(child)[0] == ending


def test_a_deadline_ends_a_process_that_says_nothing() -> None:
    assert relayed(lambda pipe: time.sleep(600), wall_seconds=0.2)[0] == Ending("deadline", -9)


def test_lines_are_passed_on_whole_and_marked() -> None:
    _, lines = relayed(write_in_pieces)
    # splitlines() takes the carriage return for an end of line; the relay must not.
    assert lines == [b"+one", b"+two", b"+", b"-{}"]


def test_a_line_without_its_end_is_dropped() -> None:
    _, lines = relayed(lambda pipe: os.write(pipe, b"whole\npart"))
    assert lines == [b"+whole"]


def test_last_words_are_heard_though_the_process_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between a look at the pipe and one at the process, the latter may write and end."""
    real = module._status

    def slow(pid: int) -> int | None:
        time.sleep(0.3)
        return real(pid)

    monkeypatch.setattr(module, "_status", slow)
    ending, lines = relayed(say_last_words)
    assert (ending, lines) == (Ending("exit", 0), [b"+last words"])


def test_too_many_lines_are_a_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LINES", 10)
    assert relayed(lambda pipe: os.write(pipe, b"{}\n" * 10))[0].cause == "exit"
    assert relayed(lambda pipe: os.write(pipe, b"{}\n" * 11))[0].cause == "flood"
