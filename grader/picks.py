"""Which network did a person choose, where a file leaves it open? `--pick` and `picks.toml`."""

import difflib
import os
import re
import stat
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.hand_ins.hand_in import same_student
from grader.records import clean_text
from grader.rubric import Rubric
from grader.submissions import SourceFile

PICKS_NAME = "picks.toml"
"""Directly in a class's folder it is read without being named."""
MAX_PICKS_BYTES = 1 << 20
MAX_PICKS_LINE = 1_000
"""Bytes. A key of a hundred thousand parts takes `tomllib` all the memory there is."""
MAX_FAULTS = 20
HOW = 'a line such as 41, or "5:3" for line 3 of cell 5, or "net.py:41"'

# A file has an ending: in "5:3" none is called 5. `[0-9]`, for `\d` takes every script's digits.
_PICK = re.compile(
    r"(?:(?P<file>.+\.(?:py|ipynb)):)?(?P<first>[0-9]{1,6})(?::(?P<second>[0-9]{1,6}))?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Pick:
    """A place in a submission where the network stands that is meant for a problem."""

    file: str | None
    """Of several files, as the report names it; `None`: whichever has such a line."""
    cell: int | None
    """Of a notebook, code cells counted from 1; `None` where none was named."""
    line: int | None
    """From 1, within the cell where one is named; `None`: anywhere in the cell."""
    text: str
    """As given, for messages."""

    def lines_in(self, file: SourceFile) -> range:
        """Give the lines of a file's Python text that are meant, from 1; none of another file.

        A number by itself is a line of a script, and a cell of a notebook.
        """
        if not self._is_of(file):
            return range(0)
        last = file.source.count(b"\n") + 1
        if not file.cells:
            on_line = self.line if self.cell is None else None
            return range(on_line, on_line + 1) if on_line and on_line <= last else range(0)
        number, line = (self.line, None) if self.cell is None else (self.cell, self.line)
        for cell, following in zip(file.cells, [*file.cells[1:], None], strict=True):
            if cell.number == number:
                end = following.first_line if following else last + 1
                wanted = cell.first_line + (line or 1) - 1
                return range(wanted, end if line is None else min(wanted + 1, end))
        return range(0)

    def _is_of(self, file: SourceFile) -> bool:
        # A submission of one file has no name to be told apart by.
        if self.file is None or not file.name:
            return True
        mine, its = self.file.casefold(), file.name.casefold()
        return mine == its or its.endswith(f"/{mine}")


def parse_pick(text: str) -> Pick:
    """Read "41", "5:3", "net.py:41" or "hw2.ipynb:5:3".

    Raises:
        ValueError: it is none of these; says what would be one.
    """
    match = _PICK.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"is no place in a file; write {HOW}")
    file, first, second = match["file"], int(match["first"]), match["second"]
    if first == 0 or (second is not None and int(second) == 0):
        raise ValueError("names a line or cell 0; they are counted from 1")
    if file is not None and file.lower().endswith(".py") and second is not None:
        raise ValueError("names a cell of a script, which has lines alone")
    if second is not None:
        return Pick(file, first, int(second), text)
    if file is not None and file.lower().endswith(".ipynb"):
        return Pick(file, first, None, text)
    return Pick(file, None, first, text)


@dataclass(frozen=True)
class Picks:
    """What people have chosen for a class, or for one submission."""

    by_student: Mapping[str, Mapping[str, Pick]] = field(default_factory=dict)
    """Student, as `same_student` writes them -> problem, as the rubric spells it -> pick."""
    path: Path | None = None
    """The file they were read from."""

    def of(self, student: str) -> Mapping[str, Pick]:
        """Give the problems that were settled for a student."""
        return self.by_student.get(same_student(student), {})


NO_PICKS = Picks()


def picks_of_one(given: Iterable[str], rubric: Rubric, student: str) -> Picks:
    """Read what stands after each `--pick`: "2C=41".

    Args:
        given: as on the command line.
        rubric: with all of its problems.
        student: whose submission it is.

    Raises:
        UsageError: naming what stands there and what is wrong with it.
    """
    chosen: dict[str, Pick] = {}
    for each in given:
        key, equals, place = each.partition("=")
        try:
            if not equals:
                raise ValueError("has no problem; write --pick 2C=41, for example")
            problem = _problem(key.strip(), rubric)
            if problem in chosen:
                raise ValueError(f"is the second for {problem}; name one")
            chosen[problem] = parse_pick(place)
        except ValueError as fault:
            raise UsageError(f"--pick {each} {fault}") from None
    return Picks({same_student(student): chosen}) if chosen else NO_PICKS


def read_picks(path: Path, rubric: Rubric, students: Collection[str] | None) -> Picks:
    """Read a file with a table for each student: problem = place.

    Args:
        path: the file; not followed if a link, for it may lie among students' files.
        rubric: with all of its problems.
        students: the class; `None` where only some of it is graded, so that nobody is unknown.

    Raises:
        UsageError: naming the file, and every key that is wrong.
    """
    faults: list[str] = []
    by_student: dict[str, dict[str, Pick]] = {}
    known = None if students is None else {same_student(each): each for each in students}
    for student, table in _table(path).items():
        name = same_student(student)
        if known is not None and name not in known:
            faults.append(f"[{clean_text(student)}]: {_nobody(student, list(known.values()))}")
        elif name in by_student:
            faults.append(f"[{clean_text(student)}]: stands twice")
        elif not isinstance(table, dict):
            faults.append(f"{clean_text(student)}: is no table; begin a student's with [alice]")
        else:
            by_student[name] = {}
            faults += _read_table(student, table, rubric, by_student[name])
    if faults:
        more = f"and {len(faults) - MAX_FAULTS:,} more"
        shown = [*faults[:MAX_FAULTS], *[more] * (len(faults) > MAX_FAULTS)]
        raise UsageError(f"{path}: " + (shown[0] if len(shown) == 1 else "\n  ".join(["", *shown])))
    return Picks(by_student, path)


def find_picks(folders: Sequence[Path]) -> Path | None:
    """Find the file that lies directly in a class's folder.

    Raises:
        UsageError: several folders have one.
    """
    found = [path for folder in folders if os.path.lexists(path := folder / PICKS_NAME)]
    if len(found) > 1:
        raise UsageError(f"{found[0]} and {found[1]}: name the one that counts with --picks")
    return found[0] if found else None


def _read_table(
    student: str, table: dict[str, Any], rubric: Rubric, chosen: dict[str, Pick]
) -> Iterator[str]:
    """Put a student's picks into `chosen`; gives what is wrong with the others."""
    for key, value in table.items():
        where = f"{clean_text(student)}.{clean_text(key)}"
        try:
            problem = _problem(key, rubric)
            if problem in chosen:
                raise ValueError(f"is the second for {problem}")
            chosen[problem] = parse_pick(_as_text(value))
        except ValueError as fault:
            shown = f" = {clean_text(str(value))}" if isinstance(value, str | int | float) else ""
            yield f"{where}{shown} {fault}"


def _as_text(value: Any) -> str:
    # TOML's true is an int to Python.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return value
    raise ValueError(f"is no place in a file; write {HOW}")


def _problem(key: str, rubric: Rubric) -> str:
    ids = {problem.id.casefold(): problem.id for problem in rubric.problems}
    if key.casefold() not in ids:
        raise ValueError(f"is for no problem of the rubric; it has {', '.join(ids.values())}")
    return ids[key.casefold()]


def _nobody(student: str, class_: list[str]) -> str:
    close = difflib.get_close_matches(student, class_, n=3)
    meant = f"; is it {' or '.join(clean_text(each) for each in close)}?" if close else ""
    return f"no such student in the class{meant}"


def _table(path: Path) -> dict[str, Any]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UsageError(f"{path}: is no regular file")
            text = file.read(MAX_PICKS_BYTES + 1)
    except OSError as error:
        why = "is a link; name the file itself" if path.is_symlink() else error.strerror
        raise UsageError(f"{path}: {why}") from None
    if len(text) > MAX_PICKS_BYTES:
        raise UsageError(f"{path}: larger than {MAX_PICKS_BYTES >> 20} MiB")
    for number, line in enumerate(text.split(b"\n"), start=1):
        if len(line) > MAX_PICKS_LINE:
            raise UsageError(f"{path}: line {number} is longer than {MAX_PICKS_LINE:,} bytes")
    try:
        return tomllib.loads(text.decode())
    except (ValueError, RecursionError) as error:  # a number of 10,000 digits is no syntax error
        raise UsageError(f"{path}: not TOML: {clean_text(str(error))}") from None
