"""What lies in a folder on the disk? Links are not followed, pipes and devices not opened."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from grader.hand_ins.tree import (
    LINK,
    MAX_ENTRIES,
    NO_REGULAR_FILE,
    Kind,
    Unreadable,
    too_large,
    too_many,
)
from grader.records import printable


@dataclass(frozen=True)
class DiskEntry:
    """A file or folder on the disk, as an `Entry`."""

    path: Path
    kind: Kind
    fault: str = ""
    """Why it is unreadable."""
    zips: int = 0
    ours: Path | None = None
    """Our own output, which may lie anywhere below; it is not listed."""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.name

    @property
    def shown(self) -> str:
        """Its path for people."""
        return printable(str(self.path))

    def children(self) -> list["DiskEntry"]:
        """List a folder, sorted by name."""
        with os.scandir(self.path) as listing:
            found = list(islice(listing, MAX_ENTRIES + 1))
        if len(found) > MAX_ENTRIES:
            raise Unreadable(too_many())
        found.sort(key=lambda each: each.name)
        entries = [
            _entry(self.path / each.name, each.stat(follow_symlinks=False), self.ours)
            for each in found
        ]
        return [each for each in entries if not _is(each, self.ours)]

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open a file."""
        if self.kind == "unreadable":
            raise Unreadable(self.fault)
        # Not followed if a link, not waited for if a pipe, whatever it was when it was listed.
        descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreadable(NO_REGULAR_FILE)
            yield file

    def read(self, limit: int) -> bytes:
        """Read a file of at most `limit` bytes."""
        with self.open() as file:
            text = file.read(limit + 1)
        if len(text) > limit:
            raise Unreadable(too_large(limit))
        return text


def disk_entry(path: Path) -> DiskEntry:
    """Look at a path, without following it.

    Raises:
        OSError: there is nothing, or it can't be looked at.
    """
    return _entry(path, path.lstat())


def _is(entry: DiskEntry, ours: Path | None) -> bool:
    return ours is not None and entry.kind == "folder" and entry.path.resolve() == ours


def _entry(path: Path, status: os.stat_result, ours: Path | None = None) -> DiskEntry:
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return DiskEntry(path, "file")
    if stat.S_ISDIR(mode):
        return DiskEntry(path, "folder", ours=ours)
    return DiskEntry(path, "unreadable", LINK if stat.S_ISLNK(mode) else NO_REGULAR_FILE)
