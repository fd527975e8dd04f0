"""Whose container is it, and does that run still live? What containers are labelled with."""

import json
import os
import socket
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Self

OWNER_LABEL = "org.grader.owner"


@dataclass(frozen=True)
class Owner:
    """A process, told apart from all others that ever bore its number."""

    host: str
    boot: str
    """Changes with every start of the machine; empty where the system does not tell."""
    pids: str
    """The namespace in which the number counts: `grade` may itself run in a container."""
    pid: int
    started: str
    """On the machine's own clock; empty where the system does not tell."""

    def to_label(self) -> str:
        """Write it down."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_label(cls, label: str) -> Self:
        """Read it back; a label that cannot be read belongs to nobody we know of."""
        try:
            values = json.loads(label)
            return cls(
                host=str(values["host"]),
                boot=str(values["boot"]),
                pids=str(values["pids"]),
                pid=int(values["pid"]),
                started=str(values["started"]),
            )
        except (ValueError, TypeError, KeyError):
            return cls("", "", "", 0, "")

    def is_dead(self, *, same_machine: bool = True) -> bool:
        """Whether the process surely is no more. Where that cannot be known, it may live.

        Args:
            same_machine: whether only this machine can have left the label; else another of the
                same name may have.
        """
        here = this_process()
        if self.host != here.host:
            return False
        if self.boot != here.boot:
            return bool(same_machine and self.boot and here.boot)
        if not self.pids or self.pids != here.pids:
            return False
        started = _started(self.pid)
        if started is None:
            return True
        # Empty where the system hides other users' processes: then it may well be the one.
        return bool(started and self.started) and started != self.started


@cache
def this_process() -> Owner:
    """Describe the running process."""
    pid = os.getpid()
    return Owner(
        host=socket.gethostname(),
        boot=_read(Path("/proc/sys/kernel/random/boot_id")),
        pids=_pid_namespace(),
        pid=pid,
        started=_started(pid) or "",
    )


def _started(pid: int) -> str | None:
    """Tell when a process started; `None` if none runs, empty if that cannot be told."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass  # somebody else's
    # The name before it stands in brackets and may hold anything.
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    if len(fields) <= 19:
        return ""
    return None if fields[0] in "ZX" else fields[19]


def _pid_namespace() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
