"""Which files may a student's process open? Landlock lets any process take rights from itself.

Linux has it from 5.13 on, where it is switched on; https://docs.kernel.org/userspace-api/landlock.html
is where the numbers below come from. It stops the reading and writing of files, not `stat`.
"""

import contextlib
import ctypes
import os
import stat
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
"""What a rule on anything but a folder may name."""
_NETWORK = 3
"""Binding and connecting of TCP sockets, from ABI 4 on."""
_SCOPES = 3
"""Abstract unix sockets and signals to others, from ABI 6 on."""


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def abi() -> int:
    """Give the version of Landlock that the kernel has; 0 where it has none."""
    return max(0, _call(_CREATE_RULESET, None, 0, 1))


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Take from this thread, and all it will start, every file but those beneath some paths.

    Args:
        readable: files and folders to be read; those that don't exist are passed over.
        writable: folders to be read and written.

    Raises:
        OSError: the kernel has Landlock, but would not.
    """
    version = abi()
    if version == 0:
        return
    handled = _rights(version)
    sizes = {1: 8, 2: 8, 3: 8, 4: 16, 5: 16}
    asked = _Ruleset(handled, _NETWORK, _SCOPES)
    ruleset = _call(_CREATE_RULESET, ctypes.byref(asked), sizes.get(version, 24), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "Landlock makes no ruleset")
    for path in readable:
        _allow(ruleset, path, _READ & handled)
    for path in writable:
        _allow(ruleset, path, handled)
    if _call(_RESTRICT_SELF, ruleset, 0) != 0:
        raise OSError(ctypes.get_errno(), "Landlock does not bind")
    os.close(ruleset)


def _rights(version: int) -> int:
    """Give all rights on files that a version knows of."""
    return (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1


def _allow(ruleset: int, path: str, rights: int) -> None:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _ON_FILES
        beneath = _PathBeneath(rights, descriptor)
        failed = _call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(beneath), 0)
        os.close(descriptor)
        if failed:
            raise OSError(ctypes.get_errno(), f"Landlock takes no rule for {path}")


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return int(libc.syscall(ctypes.c_long(number), *words))
