"""Which system calls may a student's process make? Those that computing in Python needs, no more.

A list of what is allowed, not of what is dangerous: the next kernel has calls that no list knows.
All that names another process, makes one, or leads to a network is refused (EPERM), so that one
process is all a submission ever is, its limits are totals, and killing it leaves nothing running.
"""

import ctypes.util
import errno
from typing import Any

_READ_AND_WRITE = (
    "read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek sendfile "
    "copy_file_range splice tee vmsplice close close_range dup dup2 dup3 pipe pipe2 select "
    "pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 "
    "eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime"
)
# None that changes modes, owners or times, or cuts a file by its path: Landlock (the last one
# before Linux 6.2) does not stop those.
_FILES = (
    "open openat openat2 creat stat fstat lstat newfstatat statx access faccessat faccessat2 "
    "getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir rename renameat renameat2 link "
    "linkat symlink symlinkat unlink unlinkat readlink readlinkat umask ftruncate "
    "fallocate fadvise64 fsync fdatasync statfs fstatfs"
)
_MEMORY = "brk mmap munmap mprotect mremap madvise msync mincore get_mempolicy membarrier"
_TIME = (
    "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times alarm setitimer "
    "getitimer timer_create timer_settime timer_gettime timer_getoverrun timer_delete"
)
_SIGNALS = (
    "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigpending rt_sigtimedwait "
    "sigaltstack pause restart_syscall"
)
_THREADS = (
    "futex futex_waitv futex_wake futex_wait futex_requeue set_robust_list get_robust_list rseq "
    "set_tid_address gettid sched_yield sched_getaffinity sched_getparam sched_getscheduler "
    "sched_get_priority_max sched_get_priority_min getcpu arch_prctl exit exit_group wait4 waitid"
)
_ABOUT_ITSELF = (
    "getpid getppid getuid geteuid getgid getegid getgroups getresuid getresgid getpgrp getpgid "
    "getsid getrlimit getrusage getpriority uname sysinfo getrandom capget"
)
ALLOWED = tuple(
    " ".join((_READ_AND_WRITE, _FILES, _MEMORY, _TIME, _SIGNALS, _THREADS, _ABOUT_ITSELF)).split()
)

_LOOKED_AT_IN_CLONE = 0x00010000 | 0x7E020000
"""CLONE_THREAD, and all of CLONE_NEW*: the bits of clone's flags that are looked at."""
_CLONE_THREAD = 0x00010000
_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: what Python asks of any file."""
_FILE_CONTROLS = (0, 1, 2, 3, 4, 1030)
"""F_DUPFD to F_SETFL, F_DUPFD_CLOEXEC; no locks, which others see, and not F_SETOWN, which sends
signals to anyone."""
_OWN_NAME = (3, 15, 16, 39)
"""PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_NO_NEW_PRIVS."""
_VMA_NAME = 0x53564D41
"""PR_SET_VMA: glibc names its heaps with it."""


def make_filter() -> Any:
    """Make a filter; `load()` on it binds the calling thread and all it starts, for good.

    Raises:
        ImportError: libseccomp is not installed.
    """
    seccomp = _import_pyseccomp()
    refuse = seccomp.ERRNO(errno.EPERM)
    made = seccomp.SyscallFilter(refuse)
    for name in ALLOWED:
        _allow(seccomp, made, name)
    clone = seccomp.Arg(0, seccomp.MASKED_EQ, _LOOKED_AT_IN_CLONE, _CLONE_THREAD)
    _allow(seccomp, made, "clone", clone)
    # Not EPERM: glibc then takes clone, whose flags a filter can see.
    made.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    # Limits may be asked for (its own, without a new value), not set.
    own, without_new = seccomp.Arg(0, seccomp.EQ, 0), seccomp.Arg(2, seccomp.EQ, 0)
    _allow(seccomp, made, "prlimit64", own, without_new)
    for name, position, values in (
        ("ioctl", 1, _TERMINAL_QUESTIONS),
        ("fcntl", 1, _FILE_CONTROLS),
        ("prctl", 0, (*_OWN_NAME, _VMA_NAME)),
        ("sched_setaffinity", 0, (0,)),
    ):
        for value in values:
            _allow(seccomp, made, name, seccomp.Arg(position, seccomp.EQ, value))
    return made


def fault() -> str | None:
    """Say why no filter can be made here; `None` where one can."""
    try:
        make_filter()
    except (ImportError, OSError) as error:
        return str(error)
    return None


def _allow(seccomp: Any, made: Any, name: str, *arguments: Any) -> None:
    # Some processors lack the older calls: there is nothing to allow then.
    if seccomp.resolve_syscall(seccomp.Arch.NATIVE, name) >= 0:
        made.add_rule(seccomp.ALLOW, name, *arguments)


def _import_pyseccomp() -> Any:
    """Import pyseccomp where neither a compiler nor ldconfig's cache is there to find libraries."""
    found = ctypes.util.find_library
    known = {"c": "libc.so.6", "seccomp": "libseccomp.so.2"}
    ctypes.util.find_library = lambda name: known.get(name) or found(name)
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError) as error:
        raise ImportError(
            f"libseccomp is not to be used ({error}); install it with: sudo apt install libseccomp2"
        ) from None
    finally:
        ctypes.util.find_library = found
    return pyseccomp
