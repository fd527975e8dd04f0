"""What does a program do to itself before a student's code may run? It gives up all it can."""

import ctypes
import mmap
import os
import resource

MIB = 1 << 20
CPU_SECONDS = 20
MEMORY_MIB = 2048
FILE_MIB = 16
OPEN_FILES = 64
PROCESSES = 160

_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38


def take_result_channel() -> int:
    """Move standard output to a descriptor of its own; the standard three then lead nowhere.

    A student's `print` so never meets the result. Every other descriptor is closed.
    """
    channel = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(3, channel)
    os.closerange(channel + 1, 4096)
    return channel


def confine() -> None:
    """Set limits, and forbid new privileges."""
    used = _mapped_bytes()
    for limit, value in (
        (resource.RLIMIT_AS, used + MEMORY_MIB * MIB),
        (resource.RLIMIT_CPU, _cpu_seconds_used() + CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_MIB * MIB),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, PROCESSES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        _lower(limit, value)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def drop_to_user(uid: int) -> None:
    """Become an unprivileged user for good. Called as root inside a box, never outside."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(limit, (value, value))


def _cpu_seconds_used() -> int:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int(usage.ru_utime + usage.ru_stime) + 1


def _mapped_bytes() -> int:
    """Find the size of our address space without /proc: the lowest limit that still allows a page.

    Importing torch maps gigabytes that are never touched, and how many depends on the build, so a
    fixed limit would either bind nothing or refuse torch itself.
    """
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
