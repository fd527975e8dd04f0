"""What lies in a zip? It is read where it is: nothing of it is ever written anywhere.

A member whose path would leave the zip stays in the folder up to which its path was still within,
and can't be read.
"""

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from grader.hand_ins.tree import (
    LINK,
    NO_REGULAR_FILE,
    Entry,
    Kind,
    Unreadable,
)
from grader.hand_ins.zip_bytes import ENCRYPTED, METHODS, list_members, read_member
from grader.records import printable

MAX_ZIPS = 2
"""Zips within each other: a class's zip, and a student's in it."""
MAX_INNER_ZIP_BYTES = 100 << 20
"""Of a zip in a zip, which is held in memory; course sites take no more in one upload."""
MAX_DEPTH = 12
"""Folders within each other; a class's zip has two or three above the student's own."""

_UTF8_NAME = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass
class _Contents:
    folders: dict[str, "_Contents"] = field(default_factory=dict)
    files: list["ZipMember"] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class ZipFolder:
    """A folder in a zip, or the zip itself, as an `Entry`."""

    name: str
    shown: str
    zips: int
    contents: _Contents
    kind: Kind = "folder"

    def children(self) -> list[Entry]:
        """List it, sorted by name."""
        folders = [
            ZipFolder(name, f"{self.shown}/{printable(name)}", self.zips, contents)
            for name, contents in self.contents.folders.items()
        ]
        return sorted([*folders, *self.contents.files], key=lambda each: each.name)

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Refuse: a folder is no file."""
        raise Unreadable(NO_REGULAR_FILE)
        yield

    def read(self, limit: int) -> bytes:
        """Refuse: a folder is no file."""
        raise Unreadable(NO_REGULAR_FILE)


@dataclass(frozen=True, eq=False)
class ZipMember:
    """A file in a zip, as an `Entry`. Every read opens the zip anew, so threads may share it."""

    name: str
    shown: str
    archive: Entry
    """The zip."""
    info: zipfile.ZipInfo
    fault: str = ""
    """Why it is unreadable."""

    @property
    def kind(self) -> Kind:
        """A file, unless it has a fault."""
        return "unreadable" if self.fault else "file"

    @property
    def zips(self) -> int:
        """How many zips it lies in."""
        return self.archive.zips + 1

    def children(self) -> list[Entry]:
        """List nothing: it is a file."""
        return []

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open it, held in memory: for a zip in the zip."""
        yield io.BytesIO(self.read(MAX_INNER_ZIP_BYTES))

    def read(self, limit: int) -> bytes:
        """Unpack at most `limit` bytes, and check them against the checksum."""
        if self.fault:
            raise Unreadable(self.fault)
        with self.archive.open() as file:
            return read_member(file, self.info, limit)


def open_zip(archive: Entry) -> ZipFolder:
    """List a zip's members.

    Raises:
        Unreadable: broken, too large a list, or a zip in too many others; in words.
        OSError: the disk, or its permissions.
    """
    if archive.zips >= MAX_ZIPS:
        raise Unreadable("a zip in a zip in a zip is not opened")
    with archive.open() as file:
        members = list_members(file)
    contents = _Contents()
    for info in members:
        _put(contents, info, archive)
    return ZipFolder(archive.name, archive.shown, archive.zips + 1, contents)


def _put(contents: _Contents, info: zipfile.ZipInfo, archive: Entry) -> None:
    """Put a member where its path says, as far as that stays within the zip."""
    path = _name(info)
    within, beyond = _split(path)
    mode = info.external_attr >> 16
    is_folder = path.endswith("/") or stat.S_ISDIR(mode)
    steps = within if beyond or is_folder else within[:-1]
    for step in steps[:MAX_DEPTH]:
        contents = contents.folders.setdefault(step, _Contents())
    if (is_folder and not beyond) or len(steps) > MAX_DEPTH:
        return
    name = printable(beyond) or within[-1]
    shown = "/".join([archive.shown, *map(printable, steps), printable(name)])
    fault = "the file's path leaves the zip" if beyond else _fault(info, mode)
    contents.files.append(ZipMember(name, shown, archive, info, fault))


def _name(info: zipfile.ZipInfo) -> str:
    # What Python makes of the name is cut at a NUL; and where no encoding is declared it is
    # taken as DOS's, although most programs write UTF-8.
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode()
        except UnicodeError:
            return name
    return name


def _split(path: str) -> tuple[list[str], str]:
    r"""Split a member's path into folders and name, and what would leave the zip.

    Old programs of Windows write `\` between folders.
    """
    if "\0" in path:
        return [], path
    parts = path.replace("\\", "/").split("/")
    if parts[0] == "" or _DRIVE.match(path):
        return [], path
    within: list[str] = []
    for position, part in enumerate(parts):
        if part == "..":
            return within, "/".join(parts[position:])
        if part not in ("", "."):
            within.append(part)
    return within, "" if within else path


def _fault(info: zipfile.ZipInfo, mode: int) -> str:
    if stat.S_ISLNK(mode):
        return LINK
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return NO_REGULAR_FILE
    if info.flag_bits & ENCRYPTED:
        return "the zip has a password; make one without"
    if info.compress_type not in METHODS:
        return "the zip is packed in a way that not every program reads; make one the usual way"
    return ""
