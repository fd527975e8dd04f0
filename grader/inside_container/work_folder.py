"""How is the one folder that student code can write to made empty again?"""

import contextlib
import itertools
import os
import stat
from pathlib import Path

MAX_FILES = 10_000
"""More than these are not taken out one by one: the box is thrown away instead."""


class _TooMany(Exception):
    """More files than it is worth to take out."""


class WorkFolder:
    """The current folder of a box, emptied before its first submission and after each.

    What is mounted in it stays, and so do the folders that lead there. Nobody else is at work in
    it meanwhile, and no link is followed.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._device = os.lstat(path).st_dev
        self._belongs_here: set[str] | None = None
        self._seen = 0

    def empty(self) -> bool:
        """Take out everything. Returns whether only what was there from the start is left."""
        left: set[str] = set()
        self._seen = 0
        try:
            self._clear(self.path, left)
        except (OSError, RecursionError, _TooMany):
            # Too deep, or a path too long to be named: the whole box can be thrown away instead.
            return False
        if self._belongs_here is None:
            self._belongs_here = left
        return left == self._belongs_here

    def _clear(self, folder: str, left: set[str]) -> None:
        with os.scandir(folder) as entries:
            found = list(itertools.islice(entries, MAX_FILES + 1))
        self._seen += len(found)
        if self._seen > MAX_FILES:
            raise _TooMany
        for entry in found:
            if not self._remove(entry, left):
                left.add(entry.path)

    def _remove(self, entry: os.DirEntry[str], left: set[str]) -> bool:
        info = entry.stat(follow_symlinks=False)
        if info.st_dev != self._device:
            return False
        with contextlib.suppress(OSError):
            if not stat.S_ISDIR(info.st_mode):
                Path(entry.path).unlink()
                return True
            with contextlib.suppress(PermissionError):  # root's, and leads to what is mounted
                Path(entry.path).chmod(stat.S_IRWXU)
            self._clear(entry.path, left)
            Path(entry.path).rmdir()
            return True
        return False
