"""The program in a student's box: submissions in on standard input, descriptions out.

A warm process: it loads torch once, says `{"ready": ...}`, and then forks a keeper for every
request (a line of JSON). The keeper reads the request and forks once more. That fork gives up all
rights and runs the one file; it writes into a pipe of its own, and what comes out of that is passed
on line by line behind a `+`, never looked into. `-{...}` tells how the file ended, after everything
it may have left has been taken away. So nothing of a student is here when the next one comes: not a
process (the student's can neither start nor touch one), not a file, and, since the warm process
itself never reads a request, not a byte of memory. When standard input ends, so does all of it.
"""

import argparse
import contextlib
import gc
import json
import os
import random
import signal
import sys
import time
import traceback
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import numpy
import torch

from grader.inside_container import confine, landlock, observer, stand_ins, system_calls
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

    def __init__(
        self, channel: int, requests: Requests, folder: WorkFolder, *, alone: bool
    ) -> None:
        self._alone = alone
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

    def answer(self) -> bool:
        """Describe the next submission. Returns whether the box is fit for another.

        A keeper, a process in between, reads the request and passes on what the file says. What it
        has read dies with it: the memory that the next student's process is forked from never held
        a byte of another student's.

        Raises:
            EOFError: the grader has gone.
        """
        ours, its = os.pipe()
        keeper = os.fork()
        if keeper == 0:
            os.close(ours)
            self._keep(its)
        os.close(its)
        with os.fdopen(ours, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(keeper, 0)
        if not said:
            raise EOFError(os.waitstatus_to_exitcode(status))
        end = json.loads(said)
        end["clean"] = self._nothing_else_runs() and end["clean"]
        write(self._channel, f"-{json.dumps(end)}\n".encode())
        return bool(end["clean"])

    def _keep(self, report: int) -> NoReturn:
        """Read a request, run its file, clean up, and tell how it ended."""
        status = 1
        try:
            confine.die_with_parent()
            with contextlib.suppress(EOFError, BrokenPipeError):
                ending = self._run(self._requests.next())
                # Here, because names of files are a student's, too.
                end = {**asdict(ending), "clean": self._folder.empty()}
                write(report, json.dumps(end).encode())
            status = 0
        except Exception:  # noqa: BLE001 - told on standard error, for the grader's log
            traceback.print_exc()
        finally:
            os._exit(status)

    def _run(self, request: dict[str, Any]) -> Ending:
        ours, its = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._become_the_student(request, its)
        os.close(its)
        try:
            return relay(ours, pid, self._channel, self._requests, request["wall_seconds"])
        except BaseException:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)  # it may write to its folder until it is gone
            raise

    def _nothing_else_runs(self) -> bool:
        """Kill whatever a submission has left. Returns whether there was nothing, as must be."""
        if not self._alone:
            return True
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

    def _become_the_student(self, request: dict[str, Any], pipe: int) -> NoReturn:
        """Run the file in the process just forked, then end at once."""
        try:
            os.setsid()
            pipe = confine.keep_only(pipe)
            _same_numbers_for_all()
            try:
                confine.confine(self._address_space, self._filter, own_user=self._alone)
            except Exception as error:  # noqa: BLE001 - the student's code has not run yet
                observer.say_bug(pipe, error)
            else:
                stand_ins.install_in_child()
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
    stand_ins.install()
    folder.empty()
    requests = Requests(sys.stdin.fileno())
    forks = Forks(channel, requests, folder, alone=options.alone)
    write(channel, json.dumps(forks.ready()).encode() + b"\n")
    # The grader going away is an ending as good as any, and a box that is not clean is given up.
    status = 0
    try:
        while forks.answer():
            pass
    except EOFError as error:
        (status,) = error.args
    except BrokenPipeError:
        pass
    folder.empty()
    if options.remove_folder:
        with contextlib.suppress(OSError):
            Path(folder.path).rmdir()
    os._exit(status)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uid", type=int, help="the user to become, where this is root")
    parser.add_argument("--alone", action="store_true", help="no other process is in sight")
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


if __name__ == "__main__":
    main()
