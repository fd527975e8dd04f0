"""What lies in a folder that was handed in, be it on the disk or in a zip?"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import IO, Literal, Protocol

Kind = Literal["file", "folder", "unreadable"]

CODE_SUFFIXES = (".py", ".ipynb")
MAX_ENTRIES = 20_000
"""Of one folder, and of one zip."""
ENVIRONMENT_MARKER = "pyvenv.cfg"
"""Lies at the top of every virtual environment (PEP 405)."""

_NOBODYS = {
    "__macosx",
    "__pycache__",
    "site-packages",
    "node_modules",
    "thumbs.db",
    "desktop.ini",
}

_ENVIRONMENTS = {"bin", "etc", "include", "lib", "lib64", "man", "scripts", "share"}
"""Folders of a virtual environment."""

LINK = "the file is a link; hand in the file itself"
NO_REGULAR_FILE = "the file is no regular file"


class Unreadable(Exception):
    """A file or folder that can't be read for what it is, in words for the student."""


class Entry(Protocol):
    """A file or folder. Links are never followed, and nothing is opened before it is read."""

    @property
    def name(self) -> str:
        """The last part of its path; has a `/` only where it is unreadable for its path's sake."""

    @property
    def shown(self) -> str:
        """Its path for people, from the one that was given on the command line."""

    @property
    def kind(self) -> Kind:
        """`unreadable`: a link, a pipe, a path that leaves its zip; `read` says which."""

    @property
    def zips(self) -> int:
        """How many zips it lies in."""

    def children(self) -> Sequence["Entry"]:
        """List a folder by name; in a zip a name may stand twice.

        Raises:
            Unreadable: more than `MAX_ENTRIES`.
            OSError: the disk, or its permissions.
        """

    def open(self) -> AbstractContextManager[IO[bytes]]:
        """Open a file for reading and seeking.

        Raises:
            Unreadable: a student's fault, in words.
            OSError: the disk, or its permissions.
        """

    def read(self, limit: int) -> bytes:
        """Read a file of at most `limit` bytes.

        Raises:
            Unreadable: larger, or another fault of the student's, in words.
            OSError: the disk, or its permissions.
        """


def is_code(entry: Entry) -> bool:
    """Whether its name is that of a script or notebook."""
    return entry.kind != "folder" and entry.name.lower().endswith(CODE_SUFFIXES)


def is_zip(entry: Entry) -> bool:
    """Whether its name is that of a zip."""
    return entry.kind != "folder" and entry.name.lower().endswith(".zip")


def is_nobodys(name: str) -> bool:
    """Whether a name is one that systems and editors make: hidden files, caches, packages."""
    if "/" in name:  # `../x.py` in a zip is no hidden file
        return False
    return name.startswith((".", "~$")) or name.lower() in _NOBODYS


def is_environment(children: Sequence[Entry]) -> bool:
    """Whether a folder with these in it is a virtual environment, and not one to work in."""
    return any(child.name == ENVIRONMENT_MARKER for child in children) and not any(
        is_code(child) or (child.kind == "folder" and child.name.lower() not in _ENVIRONMENTS)
        for child in children
        if not is_nobodys(child.name)
    )


def too_large(limit: int) -> str:
    """Say that a file is larger than so many bytes."""
    size = f"{limit >> 20} MiB" if limit >= 1 << 20 else f"{limit >> 10} KiB"
    return f"the file is larger than {size}, the limit"


def too_many() -> str:
    """Say that a folder or a zip holds too much."""
    return f"more than {MAX_ENTRIES:,} files and folders, the limit"
