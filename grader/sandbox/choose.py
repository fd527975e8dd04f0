"""Which kind of sandbox is there to use on this machine?"""

from dataclasses import dataclass
from typing import Literal, get_args

from grader.errors import SandboxUnavailable
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.interface import Sandbox
from grader.sandbox.local_process import LocalProcess

SandboxChoice = Literal["auto", "bubblewrap", "process"]
CHOICES: tuple[str, ...] = get_args(SandboxChoice)


@dataclass(frozen=True)
class Chosen:
    """A sandbox, and what people should be told about the choice."""

    sandbox: Sandbox
    warning: str | None = None


def choose_sandbox(choice: SandboxChoice) -> Chosen:
    """Take the kind that was asked for, or the safest one that works.

    Raises:
        SandboxUnavailable: the kind that was asked for does not work here.
    """
    if choice == "process":
        return Chosen(LocalProcess(), "the process sandbox is for your own files: " + _EXPOSED)
    try:
        return Chosen(Bubblewrap())
    except SandboxUnavailable as error:
        if choice == "bubblewrap":
            raise
        return Chosen(LocalProcess(), f"{error}. Going on without: {_EXPOSED}")


_EXPOSED = "student code can read your files and reach the network. Use it on code you trust"
