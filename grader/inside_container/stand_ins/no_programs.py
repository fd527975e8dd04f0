"""What becomes of programs, downloads, pauses and questions? Nothing, and the file goes on.

They would be refused in any case: a filter lets a student's process start nothing and reach nobody.
Replaced in that process alone, since ours needs some of these.
"""

import builtins
import email.message
import io
import os
import subprocess
import time
import urllib.request
import urllib.response
import webbrowser
from collections.abc import Callable
from typing import Any

PAUSES_SECONDS = 1.0
"""How long all pauses of a file may take together; after that they are as good as none."""
LONG_SECONDS = 60.0
"""A pause this long is no courtesy to a server: it is slept through, and so runs into the limit."""
_SHORTEST_SECONDS = 0.001  # so that waiting for what never comes burns no processor time


def install_in_child() -> None:
    """Replace them for the rest of this process, right before a student's code runs."""
    anything: Any = subprocess
    anything.Popen = Program
    anything.run, anything.call, anything.check_call = run, _nothing_wrong, _nothing_wrong
    anything.check_output = check_output
    anything.getoutput, anything.getstatusoutput = _no_text, _no_output
    system: Any = os
    system.system = _nothing_wrong
    system.popen = _open_program
    web: Any = urllib.request
    web.urlopen, web.urlretrieve = _open_page, _retrieve
    browser: Any = webbrowser
    browser.open = browser.open_new = browser.open_new_tab = _nothing_opened
    clock: Any = time
    clock.sleep = make_sleep(time.sleep)
    builtins.input = _no_answer


class Program:
    """A program that ended at once, without a word: `subprocess.Popen`."""

    def __init__(self, args: Any, *more: Any, **kwargs: Any) -> None:
        self.args = args
        self.returncode = 0
        self.pid = 0
        self.is_text = any(
            kwargs.get(key) for key in ("text", "universal_newlines", "encoding", "errors")
        )
        self.stdin = self._stream(kwargs.get("stdin"))
        self.stdout = self._stream(kwargs.get("stdout"))
        self.stderr = self._stream(kwargs.get("stderr"))

    def __class_getitem__(cls, item: Any) -> type:
        return cls

    def _stream(self, asked: Any) -> Any:
        if asked != subprocess.PIPE:
            return None
        return io.StringIO() if self.is_text else io.BytesIO()

    def communicate(self, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
        """Give what it printed, where that was asked for."""
        return self._said(self.stdout), self._said(self.stderr)

    def _said(self, stream: Any) -> Any:
        if stream is None:
            return None
        return "" if self.is_text else b""

    def poll(self, *args: Any, **kwargs: Any) -> int:
        """Give its exit status."""
        return self.returncode

    wait = poll

    def terminate(self, *args: Any) -> None:
        """Do nothing: it has ended."""

    kill = send_signal = terminate

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *exception: object) -> None:
        return None


def run(args: Any, *more: Any, **kwargs: Any) -> subprocess.CompletedProcess[Any]:
    """Stand for `subprocess.run`."""
    if kwargs.pop("capture_output", False):
        kwargs |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    said, errors = Program(args, **kwargs).communicate()
    return subprocess.CompletedProcess(args, 0, said, errors)


def check_output(args: Any, *more: Any, **kwargs: Any) -> Any:
    """Stand for `subprocess.check_output`."""
    return run(args, **{**kwargs, "stdout": subprocess.PIPE}).stdout


def make_sleep(sleep: Callable[[float], None]) -> Callable[[float], None]:
    """Make a `time.sleep` that has `PAUSES_SECONDS` for all its calls together.

    Args:
        sleep: the real one.
    """
    left = PAUSES_SECONDS

    def sleep_little(seconds: float) -> None:
        nonlocal left
        if 0 <= seconds < LONG_SECONDS:
            seconds = min(seconds, max(left, _SHORTEST_SECONDS))
            left -= seconds
        sleep(seconds)

    return sleep_little


def _nothing_wrong(*args: Any, **kwargs: Any) -> int:
    return 0


def _no_text(*args: Any, **kwargs: Any) -> str:
    return ""


def _no_output(*args: Any, **kwargs: Any) -> tuple[int, str]:
    return 0, ""


def _nothing_opened(*args: Any, **kwargs: Any) -> bool:
    return True


def _no_answer(prompt: object = "", /) -> str:
    return ""


def _open_program(*args: Any, **kwargs: Any) -> io.StringIO:
    return io.StringIO()


def _open_page(*args: Any, **kwargs: Any) -> urllib.response.addinfourl:
    return urllib.response.addinfourl(io.BytesIO(), email.message.Message(), "", 200)


def _retrieve(
    url: Any, filename: Any = None, *args: Any, **kwargs: Any
) -> tuple[str, email.message.Message]:
    return str(filename or "download"), email.message.Message()
