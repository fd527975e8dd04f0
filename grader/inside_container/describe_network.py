"""The program in a student's box: submissions in on standard input, descriptions out.

A warm process: it loads torch once, says `{"ready": ...}`, and then forks for every request (a line
of JSON). The fork gives up all rights and runs the one file; it writes into a pipe of its own, and
what comes out of that is passed on line by line behind a `+`, never looked into. `-{...}` tells how
the fork ended, after everything it may have left has been taken away. So nothing of a student is
here when the next one comes: not a process (a fork can neither start nor touch one), not a file,
not a byte of memory. When standard input ends, so does everything here.
"""

import argparse
import contextlib
import gc
import importlib
import json
import os
import random
import signal
import sys
import time
import warnings
from pathlib import Path
from typing import Any, NoReturn

import numpy
import torch

from grader.inside_container import confine, landlock, observer, system_calls
from grader.inside_container.relay import Ending, relay, write
from grader.inside_container.work_folder import WorkFolder

MAX_REQUEST_BYTES = 1 << 20


class Requests:
    """Lines of standard input, read so that their end is noticed while a file runs, too."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._pending = b""

    def next(self) -> dict[str, Any]:
        """Wait for a request.

        Raises:
            EOFError: there are no more.
        """
        while b"\n" not in self._pending:
            self.read()
        line, _, self._pending = self._pending.partition(b"\n")
        request: dict[str, Any] = json.loads(line)
        return request

    def read(self) -> None:
        """Read what there is, waiting for it if there is nothing.

        Raises:
            EOFError: the grader has gone.
        """
        chunk = os.read(self.descriptor, 1 << 16)
        if not chunk or len(self._pending) > MAX_REQUEST_BYTES:
            raise EOFError
        self._pending += chunk


class Forks:
    """Runs one submission at a time, each in a process of its own."""

    def __init__(self, channel: int, requests: Requests, folder: WorkFolder) -> None:
        self._channel = channel
        self._requests = requests
        self._folder = folder
        self._filter = _filter()
        self._settle()

    def ready(self) -> dict[str, Any]:
        """Tell what is here."""
        walls = ["seccomp"] * (self._filter is not None) + ["landlock"] * (landlock.abi() > 0)
        return {"ready": {"torch": str(torch.__version__), "walls": walls}}

    def _settle(self) -> None:
        """Take what is loaded now for what every fork begins with."""
        gc.collect()
        gc.freeze()  # never collected again, so that forks share its memory
        self._address_space = confine.address_space()

    def load_the_compiler(self) -> None:
        """Have torch import what the first step of any optimizer makes it import.

        After the first submission: a second that a student with one file need not wait for.
        """
        importlib.import_module("torch._dynamo")
        self._folder.empty()
        self._settle()

    def answer(self, request: dict[str, Any]) -> bool:
        """Describe one submission. Returns whether the box is fit for another."""
        ours, its = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._become_the_student(request, its)
        os.close(its)
        try:
            ending = relay(ours, pid, self._channel, self._requests, request["wall_seconds"])
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            raise
        finally:
            os.close(ours)
        clean = _nothing_else_runs() and self._folder.empty()
        self.say(ending, clean=clean)
        return clean

    def say(self, ending: Ending, *, clean: bool) -> None:
        """Tell how a submission ended."""
        line = json.dumps({"cause": ending.cause, "status": ending.status, "clean": clean})
        write(self._channel, f"-{line}\n".encode())

    def _become_the_student(self, request: dict[str, Any], pipe: int) -> NoReturn:
        """Run the file in the process just forked, then end at once."""
        try:
            os.setsid()
            pipe = confine.keep_only(pipe)
            _same_numbers_for_all()
            try:
                confine.confine(self._address_space, self._filter)
            except Exception as error:  # noqa: BLE001 - the student's code has not run yet
                observer.say_bug(pipe, error)
            else:
                observer.describe(request, pipe)
        finally:
            # No exit handler, no thread and no buffer of the student's has a say in it.
            os._exit(0)


def main() -> None:
    """Describe one submission after the other until the input ends."""
    options = _options()
    if options.uid is not None:
        confine.drop_to_user(options.uid)
    confine.protect()
    folder = WorkFolder(os.getcwd())  # noqa: PTH109 - given by whoever made the box
    channel = confine.take_standard_output()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    folder.empty()
    requests = Requests(sys.stdin.fileno())
    forks = Forks(channel, requests, folder)
    write(channel, json.dumps(forks.ready()).encode() + b"\n")
    # The grader going away is an ending as good as any, and a box that is not clean is given up.
    with contextlib.suppress(EOFError, BrokenPipeError):
        is_fit = forks.answer(requests.next())
        if is_fit:
            forks.load_the_compiler()
        while is_fit:
            is_fit = forks.answer(requests.next())
    folder.empty()
    if options.remove_folder:
        with contextlib.suppress(OSError):
            Path(folder.path).rmdir()
    os._exit(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uid", type=int, help="the user to become, where this is root")
    parser.add_argument("--remove-folder", action="store_true", help="at the end, the current one")
    return parser.parse_args()


def _filter() -> Any | None:
    with contextlib.suppress(ImportError, OSError):
        return system_calls.make_filter()
    return None


def _same_numbers_for_all() -> None:
    """Draw the same random numbers in every box, so that a file is described the same again."""
    random.seed(0)
    numpy.random.seed(0)
    torch.manual_seed(0)


def _nothing_else_runs() -> bool:
    """Kill whatever a submission may have left. Returns whether there was nothing, as must be."""
    if os.getpid() > 2:
        return True  # not in a namespace of our own: the others here are none of ours
    clean = True
    for _ in range(50):
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            return clean
        clean = False
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        time.sleep(0.01)
    return False


if __name__ == "__main__":
    main()
