"""Which kind of sandbox is there to use on this machine?"""

from dataclasses import dataclass
from typing import Literal, get_args

from grader.errors import SandboxUnavailable
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.docker_container import DockerContainer
from grader.sandbox.interface import Sandbox
from grader.sandbox.local_process import LocalProcess

SandboxChoice = Literal["auto", "docker", "bubblewrap", "process"]
CHOICES: tuple[str, ...] = get_args(SandboxChoice)


@dataclass(frozen=True)
class Chosen:
    """A sandbox, and what people should be told about the choice."""

    sandbox: Sandbox
    warning: str | None = None


def choose_sandbox(choice: SandboxChoice, *, of_strangers: bool = False) -> Chosen:
    """Take the kind that was asked for, or the safest one that works.

    Args:
        choice: as the command line names it.
        of_strangers: a class is to be graded. A plain process is no boundary, so it is taken for
            one only where somebody has named it.

    Raises:
        SandboxUnavailable: the kind that was asked for does not work here, or none that is safe.
    """
    if choice == "docker":
        return Chosen(DockerContainer())
    if choice == "bubblewrap":
        return Chosen(Bubblewrap())
    process = LocalProcess()
    if choice == "process":
        return Chosen(process, f"the process sandbox is for your own files: {process.description}")
    reasons = []
    for kind in (DockerContainer, Bubblewrap):
        try:
            return Chosen(kind())
        except SandboxUnavailable as error:
            reasons.append(str(error))
    if of_strangers:
        raise SandboxUnavailable(
            f"no safe sandbox works here: {'; '.join(reasons)}. A class is graded in docker or "
            "bubblewrap (grade doctor says what is missing); if you trust every file of it, name "
            "the plain process: --sandbox process"
        )
    return Chosen(
        process,
        f"no safe sandbox works here: {'; '.join(reasons)}. Going on in a plain process: "
        f"{process.description}. Use it on code you trust",
    )
