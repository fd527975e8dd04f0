"""What does a process do to itself before a student's code may run? It gives up all it can."""

import ctypes
import mmap
import os
import resource
import signal
import site
import sys
import tempfile
from typing import Any

from grader.inside_container import landlock

MIB = 1 << 20
CPU_SECONDS = 20
MEMORY_MIB = 2048
FILE_MIB = 16
OPEN_FILES = 64
PROCESSES = 160

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522
SYSTEM_FOLDERS = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")


def protect() -> None:
    """Keep this process from being looked into, and from gaining privileges."""
    libc = ctypes.CDLL(None, use_errno=True)
    _must(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs")
    _must(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "not dumpable")
    _lower(resource.RLIMIT_CORE, 0)


def die_with_parent() -> None:
    """Should our parent die, so does this. After any change of user, which would clear it."""
    libc = ctypes.CDLL(None, use_errno=True)
    _must(libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0, "death with its parent")


def _give_up_capabilities() -> None:
    """Be no more than the user that this is, be it root."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _must(libc.capset(header, (ctypes.c_uint32 * 6)()) == 0, "no capabilities")


def drop_to_user(uid: int) -> None:
    """Become an unprivileged user for good. Called as root inside a box, never outside."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def take_standard_output() -> int:
    """Move standard output to a descriptor of its own: nothing that is printed gets into it."""
    channel = os.dup(1)
    os.dup2(2, 1)
    return channel


def keep_only(channel: int) -> int:
    """Close every descriptor but one. A student's `print` leads nowhere.

    Returns:
        The descriptor that the kept one has now.
    """
    kept = 3
    if channel != kept:
        os.dup2(channel, kept)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(kept + 1, 1 << 16)
    return kept


def confine(address_space: int, system_calls: Any | None, *, own_user: bool) -> None:
    """Set limits and walls around this process; what it needs must be loaded by now.

    Args:
        address_space: bytes that it may map in all.
        system_calls: the filter to bind it with; `None` where none can be made.
        own_user: whether nobody else's processes count against its user's.
    """
    os.environ.clear()
    folder = os.getcwd()  # noqa: PTH109 - one string is all that is asked for
    tempfile.tempdir = folder
    die_with_parent()
    protect()
    _give_up_capabilities()
    for limit, value in (
        (resource.RLIMIT_AS, address_space),
        (resource.RLIMIT_FSIZE, FILE_MIB * MIB),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        _lower(limit, value)
    # First a signal that tells why, then the one that cannot be ignored.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    if own_user:
        _lower(resource.RLIMIT_NPROC, PROCESSES)
    landlock.restrict(
        readable=(*_python_folders(), *SYSTEM_FOLDERS, "/dev/urandom", "/dev/random"),
        writable=(folder, os.devnull),
    )
    if system_calls is not None:
        system_calls.load()


def address_space() -> int:
    """Give the bytes that a student's process may map: what is mapped now, and as much again.

    Importing torch maps gigabytes that are never touched, and how many depends on the build, so a
    fixed limit would either bind nothing or refuse torch itself.
    """
    return _mapped_bytes() + MEMORY_MIB * MIB


def _mapped_bytes() -> int:
    """Find how much is mapped, without /proc: the lowest limit that still allows a page."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, 1 << 46
    while high - low > MIB:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_AS, (middle, hard))
        try:
            mmap.mmap(-1, mmap.PAGESIZE).close()
            high = middle
        except (OSError, MemoryError):
            low = middle
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    return high


def _python_folders() -> tuple[str, ...]:
    return (sys.prefix, sys.base_prefix, *site.getsitepackages())


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(limit, (value, value))


def _must(done: bool, what: str) -> None:
    if not done:
        raise OSError(ctypes.get_errno(), f"a student's process cannot be made safe: {what}")
