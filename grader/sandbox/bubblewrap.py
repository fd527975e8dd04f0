"""A box of Linux namespaces, made by bubblewrap: no daemon, no privileges."""

import os
import secrets
import shutil
import site
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from grader.errors import SandboxUnavailable
from grader.inside_container import system_calls
from grader.inside_container.confine import SYSTEM_FOLDERS
from grader.records import clean_text
from grader.sandbox.interface import Box
from grader.sandbox.running import BOX_UIDS, PACKAGE, LocalProgram, python_command

HOW_TO_GET_IT = "install it with: sudo apt install bubblewrap"
UNPRIVILEGED_UID = 65534


class Bubblewrap:
    """Starts programs in namespaces of their own, with a read-only view of Python alone."""

    kind: Literal["bubblewrap"] = "bubblewrap"
    image = None
    description = "bubblewrap: no network, no files but Python's own, a user with no rights"

    def __init__(self) -> None:
        found = shutil.which("bwrap")
        if found is None:
            raise SandboxUnavailable(f"bubblewrap is not installed; {HOW_TO_GET_IT}")
        self._bwrap = found
        if (fault := system_calls.fault()) is not None:
            raise SandboxUnavailable(f"bubblewrap is not enough by itself: {fault}")
        self._try_walls()

    def _try_walls(self) -> None:
        """See once that a box can be made here: a container or a kernel may forbid namespaces."""
        command = [
            self._bwrap,
            *_walls(Box("describe_network")),
            "--",
            sys.executable,
            "-S",
            "-c",
            "",
        ]
        try:
            tried = subprocess.run(command, capture_output=True, env={}, timeout=60, check=False)
        except subprocess.TimeoutExpired:
            raise SandboxUnavailable("bubblewrap does not answer within a minute") from None
        if tried.returncode != 0:
            words = tried.stderr.decode(errors="replace").strip().splitlines() or [
                "no reason given"
            ]
            raise SandboxUnavailable(f"bubblewrap does not work here ({clean_text(words[-1])})")

    def start(self, box: Box) -> LocalProgram:
        """See `Sandbox.start`."""
        uid = _inner_uid()
        told = [] if uid is None else ["--uid", str(uid)]
        if box.program == "describe_network":
            told.append("--alone")
        return self.start_command(python_command(box, *told), box)

    def start_command(self, command: list[str], box: Box) -> LocalProgram:
        """Start any command in a box."""
        return LocalProgram([self._bwrap, *_walls(box), "--", *command], box)


def _inner_uid() -> int | None:
    """Give the user that a program inside is to become by itself; `None` where it is no root there.

    As root, bubblewrap makes its mounts without a user namespace, because an interpreter under a
    home of mode 0700 could not be read by another user afterwards. What runs inside then still is
    root, with two capabilities left, and spends them on becoming nobody before student code runs.
    A nobody of its own: the kernel counts processes per user, so that of two boxes with one user
    the one that forks without end would take all processes from the other.
    """
    return secrets.choice(BOX_UIDS) if os.geteuid() == 0 else None


def _walls(box: Box) -> Iterator[str]:
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--hostname", "sandbox")
    yield from ("--new-session", "--die-with-parent", "--clearenv", "--cap-drop", "ALL")
    if os.geteuid() != 0:
        yield from (
            "--unshare-user",
            "--uid",
            str(UNPRIVILEGED_UID),
            "--gid",
            str(UNPRIVILEGED_UID),
        )
    else:
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    # Before the others: an environment may itself lie under /tmp.
    yield from ("--size", str(box.tmp_mib << 20), "--perms", "1777", "--tmpfs", "/tmp")  # noqa: S108
    for folder in _python_folders():
        yield from _read_only(folder)
    for name in SYSTEM_FOLDERS:
        if Path(name).is_symlink():
            yield from ("--symlink", str(Path(name).readlink()), name)
        elif Path(name).is_dir() and name != "/usr":
            yield from ("--ro-bind", name, name)
    yield from ("--dir", "/dev")
    for device in ("/dev/null", "/dev/urandom"):
        yield from ("--dev-bind", device, device)
    if box.sees_grader:
        # Without them torch can't tell what the processor can do, and computes at its slowest.
        yield from ("--proc", "/proc", "--ro-bind", "/sys", "/sys")
    if box.gpu:
        for gpu in sorted(Path("/dev").glob("nvidia*")):
            yield from ("--dev-bind", str(gpu), str(gpu))
    yield from _package(box)
    for readable in box.readable:
        yield from _read_only(str(readable.resolve()))
    yield from ("--remount-ro", "/", "--chdir", "/tmp")  # noqa: S108


def _read_only(folder: str) -> Iterator[str]:
    """Mount a folder where it is. Its parents are made by hand, else only root could pass them."""
    for parent in reversed(Path(folder).parents[:-1]):
        yield from ("--dir", str(parent))
    yield from ("--ro-bind", folder, folder)


def _package(box: Box) -> Iterator[str]:
    """Mount of the grader what the program needs: a student's only its own program."""
    if box.sees_grader:
        yield from _read_only(str(PACKAGE))
        return
    for parent in reversed(PACKAGE.parents[:-1]):
        yield from ("--dir", str(parent))
    # Where the package is an installed one, this hides it; elsewhere it is an empty folder.
    yield from ("--tmpfs", str(PACKAGE))
    for part in ("__init__.py", "inside_container"):
        yield from ("--ro-bind", str(PACKAGE / part), str(PACKAGE / part))
    yield from ("--remount-ro", str(PACKAGE))


@cache
def _python_folders() -> tuple[str, ...]:
    """List the outermost folders that the interpreter, its library and its packages live in."""
    wanted = {Path("/usr"), Path(sys.prefix), Path(sys.base_prefix)}
    wanted |= {Path(sys.executable).resolve().parents[1]}
    wanted |= {Path(folder) for folder in site.getsitepackages()}
    real = {path for path in wanted if path.is_dir()}
    outermost = {path for path in real if not any(other in path.parents for other in real)}
    return tuple(sorted(str(path) for path in outermost))
