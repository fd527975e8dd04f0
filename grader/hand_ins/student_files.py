"""Which scripts and notebooks does one student's hand-in come to?"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from grader.hand_ins.tree import (
    MAX_ENTRIES,
    Entry,
    Unreadable,
    is_code,
    is_environment,
    is_nobodys,
    is_zip,
    too_many,
)
from grader.hand_ins.zip_tree import open_zip
from grader.notebooks import MAX_NOTEBOOK_BYTES, read_notebook
from grader.records import clean_text
from grader.submissions import MAX_SCRIPT_BYTES, SourceFile

MAX_FILES = 20
"""Scripts and notebooks of one student."""
MAX_DEPTH = 8
"""Folders within each other."""
MAX_STUDENT_ZIPS = 5
NAMED_OTHERS = 3


@dataclass(frozen=True)
class Part:
    """A file, a folder or a zip of one student's."""

    entry: Entry
    name: str = ""
    """For people; "" for a student's only one. What a folder holds is named from here on."""
    problem: str | None = None
    """The problem that it answers, where its name says so."""
    is_code: bool = False
    """Whether it is a script or a notebook whatever it is called: someone named this very file."""


@dataclass(frozen=True)
class _File:
    name: str
    problem: str | None
    entry: Entry
    fault: str | None = None


@dataclass
class _Search:
    files: list[_File] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Names of what is neither code nor a folder, the first few."""
    other_count: int = 0
    left: int = MAX_ENTRIES
    zips_left: int = MAX_STUDENT_ZIPS
    notes: list[str] = field(default_factory=list)


def read_parts(parts: Sequence[Part]) -> tuple[tuple[SourceFile, ...], tuple[str, ...]]:
    """Find and read all scripts and notebooks, sorted by path.

    Returns:
        at least one file, maybe one with a fault; and notes for the reader.

    Raises:
        OSError: the disk, or its permissions: no fault of the student's.
    """
    search = _Search()
    try:
        for part in parts:
            _look(part.entry, part, part.name, 0, search)
    except Unreadable as fault:
        return (SourceFile(b"", fault=str(fault)),), tuple(search.notes)
    return _read_all(search), tuple(search.notes)


def _look(entry: Entry, part: Part, name: str, depth: int, search: _Search) -> None:
    if entry.kind == "folder":
        _look_into(entry, part, name, depth, search)
    elif part.is_code or is_code(entry):
        search.files.append(_File(name, part.problem, entry))
    elif is_zip(entry):
        _look_into_zip(entry, part, name, depth, search)
    else:
        search.other_count += 1
        if search.other_count <= NAMED_OTHERS:
            search.others.append(clean_text(entry.name))


def _look_into(folder: Entry, part: Part, name: str, depth: int, search: _Search) -> None:
    if depth > MAX_DEPTH:
        search.notes.append(f"folders more than {MAX_DEPTH} deep were not looked into")
        return
    children = folder.children()
    if is_environment(children):
        return
    search.left -= len(children)
    if search.left < 0:
        raise Unreadable(too_many())
    for child in children:
        if not is_nobodys(child.name):
            inner = f"{name}/{child.name}" if name else child.name
            _look(child, part, inner, depth + 1, search)


def _look_into_zip(entry: Entry, part: Part, name: str, depth: int, search: _Search) -> None:
    search.zips_left -= 1
    if search.zips_left < 0:
        raise Unreadable(f"more than {MAX_STUDENT_ZIPS} zips, the limit")
    try:
        opened = open_zip(entry)
    except Unreadable as fault:
        search.files.append(_File(name, part.problem, entry, str(fault)))
        return
    _look_into(opened, part, name, depth, search)


def _read_all(search: _Search) -> tuple[SourceFile, ...]:
    files = sorted(search.files, key=lambda file: file.name)
    if not files:
        return (SourceFile(b"", fault=_nothing(search)),)
    if len(files) > MAX_FILES:
        fault = f"{len(files):,} .py and .ipynb files; at most {MAX_FILES} are read"
        return (SourceFile(b"", fault=fault),)
    names = [file.name for file in files]
    return tuple(
        _with_fault(file, "stands twice in the zip") if names.count(file.name) > 1 else _read(file)
        for file in files
    )


def _nothing(search: _Search) -> str:
    nothing = "no .py or .ipynb file in it"
    if not search.others:
        return nothing
    unnamed = search.other_count - len(search.others)
    more = f" and {unnamed:,} more" if unnamed else ""
    return f"{nothing}, only {', '.join(search.others)}{more}"


def _read(file: _File) -> SourceFile:
    if file.fault is not None:
        return _with_fault(file, file.fault)
    notebook = file.entry.name.lower().endswith(".ipynb")
    try:
        text = file.entry.read(MAX_NOTEBOOK_BYTES if notebook else MAX_SCRIPT_BYTES)
    except Unreadable as fault:
        return _with_fault(file, str(fault))
    name = clean_text(file.name)
    if notebook:
        return replace(read_notebook(text, name), problem=file.problem)
    return SourceFile(text, name, problem=file.problem)


def _with_fault(file: _File, fault: str) -> SourceFile:
    return SourceFile(b"", clean_text(file.name), fault=fault, problem=file.problem)
