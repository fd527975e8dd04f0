"""What was handed in? A student's files, read as bytes with a size cap, never followed anywhere."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from grader.errors import UsageError
from grader.records import Record, StudentText, clean_text

MAX_SCRIPT_BYTES = 256 << 10
"""Of Python text, be it a script or what a notebook's cells come to."""
MAX_NAME_BYTES = 200
"""Of a student's name as a folder; file systems end at 255."""


class Heading(Record):
    """A heading in a notebook's text, or a line that serves as one."""

    text: StudentText
    level: Annotated[int, Field(ge=1, le=8)]
    """1 to 6 as in Markdown; `BOLD` and `COMMENT` rank below them."""


BOLD = 7
"""Level of a paragraph that is bold as a whole."""
COMMENT = 8
"""Level of a comment that a code cell begins with."""


class Cell(Record):
    """A notebook's code cell, as lines of the script that the notebook comes to."""

    number: int
    """As counted from the top, code cells alone, from 1."""
    first_line: int
    """In the script, from 1."""
    headings: tuple[Heading, ...] = ()
    """Those that stand between the code cell before it and its first statement, in order."""
    fault: StudentText | None = None
    """Why it is not run; completes "cell 3 ..."."""


@dataclass(frozen=True)
class CellOutput:
    """What a notebook's code cell printed and displayed when the student ran it."""

    cell: int
    """Its number."""
    text: str
    """The student's word: shortened, but not cleaned."""


@dataclass(frozen=True)
class SourceFile:
    """One file of a submission, as Python text."""

    source: bytes
    name: str = ""
    """For people, where a submission has several files: "hw2.ipynb"."""
    fault: str | None = None
    """Why it can't be read as Python, in words for the student; `source` is empty."""
    problem: str | None = None
    """The rubric's problem that it answers, where its name says so."""
    cells: tuple[Cell, ...] = ()
    """Of a notebook, in order; a script has none."""
    outputs: tuple[CellOutput, ...] = ()
    """Of the cells that have any, in order. No part of `Submission.sha256`."""
    prose: tuple[CellOutput, ...] = ()
    """What a notebook's text says below code cells, up to the next one; likewise."""
    out_of_order: str | None = None
    """Where a notebook's cells did not run from top to bottom: "cell 5 ran before cell 3"."""
    modules: tuple[tuple[str, bytes], ...] = ()
    """Other scripts of the submission that this one may import: name of the module, source."""


@dataclass(frozen=True)
class Submission:
    """All that one student has handed in."""

    student: str
    """Fit to be shown, and to name a folder."""
    files: tuple[SourceFile, ...]
    """At least one; a submission that can't be read at all is a file with a fault."""
    notes: tuple[str, ...] = ()
    """What a reader should know of how it arrived: "late", an earlier attempt passed over."""
    id: str | None = None
    """The student's number at the course site, where that gives one."""
    email: str | None = None

    @property
    def sha256(self) -> str:
        """Checksum of the Python text of all files."""
        if len(self.files) == 1:
            return hashlib.sha256(self.files[0].source).hexdigest()
        parts = [hashlib.sha256(file.source).digest() for file in self.files]
        return hashlib.sha256(b"".join(parts)).hexdigest()


def with_modules(files: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    """Let each file of a submission import those scripts beside it that it speaks of.

    At most `MAX_SCRIPT_BYTES` of them for one file.
    """
    scripts = {
        Path(file.name).stem: file.source
        for file in files
        if file.name.lower().endswith(".py") and Path(file.name).stem.isidentifier()
    }
    return tuple(replace(file, modules=tuple(_spoken_of(file, scripts))) for file in files)


def _spoken_of(file: SourceFile, scripts: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    own = Path(file.name).stem if not file.cells else None
    left = {name: source for name, source in scripts.items() if name != own}
    waiting, room = [file.source], MAX_SCRIPT_BYTES
    while waiting:
        words = set(re.findall(rb"\w+", waiting.pop()))
        for name in [name for name in left if name.encode() in words]:
            source = left.pop(name)
            if len(source) <= room:
                room -= len(source)
                waiting.append(source)
                yield name, source


class _Refused(Exception):
    """Why a file is not read, in words for the student."""


def read_submission(path: Path) -> Submission:
    """Read a file a student handed in: a script, or a notebook if it is called `.ipynb`.

    Raises:
        UsageError: there is no such file, or it is a folder: the caller's mistake.
    """
    # Here, because a notebook comes to what this module defines.
    from grader.notebooks import MAX_NOTEBOOK_BYTES, read_notebook

    if path.suffix.lower() != ".ipynb":
        return Submission(student_name(path.stem), (read_script(path),))
    try:
        file = read_notebook(_read(path, MAX_NOTEBOOK_BYTES))
    except _Refused as fault:
        file = SourceFile(b"", fault=str(fault))
    return Submission(student_name(path.stem), (file,))


def read_script(path: Path) -> SourceFile:
    """Read a Python file of a student's.

    Raises:
        UsageError: there is no such file, or it is a folder: the caller's mistake.
    """
    try:
        return SourceFile(_read(path, MAX_SCRIPT_BYTES))
    except _Refused as fault:
        return SourceFile(b"", fault=str(fault))


def _read(path: Path, limit: int) -> bytes:
    try:
        # Not followed if a link, not waited for if a pipe: the name is the student's choice.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file") from None
    except OSError as error:
        if path.is_symlink():
            raise _Refused("the file is a link; hand in the file itself") from None
        raise UsageError(f"{path}: {error.strerror}") from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise UsageError(f"{path}: is a folder; name one file, such as {path}/alice.py")
        raise _Refused("the file is no regular file")
    with os.fdopen(descriptor, "rb") as file:
        source = file.read(limit + 1)
    if len(source) > limit:
        size = f"{limit >> 10} KiB" if limit < 1 << 20 else f"{limit >> 20} MiB"
        raise _Refused(f"the file is larger than {size}, the limit")
    return source


def student_name(name: str) -> str:
    """Make a name safe for a folder's name and a terminal: "alice" of "alice.py" 's stem."""
    name = clean_text(name.encode("utf-8", "replace").decode()).replace("/", "_").strip()
    name = name.lstrip(".- ").encode()[:MAX_NAME_BYTES].decode(errors="ignore").rstrip()
    return name or "unnamed"
