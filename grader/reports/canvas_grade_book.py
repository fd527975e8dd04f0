"""How do the points get into Canvas? Fills one column of an exported grade book.

Format: what Canvas's `lib/gradebook_exporter.rb` writes and `lib/gradebook_importer.rb` reads. A
header; perhaps a row "Manual Posting"; a row "    Points Possible"; a row per student. Assignments
are headed "Title (id)". Separated by semicolons where a teacher's language has decimal commas.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.class_results import StudentRow
from grader.errors import UsageError
from grader.records import clean_text
from grader.reports.canvas_students import STUDENT_COLUMNS, CanvasStudents
from grader.reports.grade_book import number_cell
from grader.rubric import Rubric
from grader.whole_file import whole_file

MAX_EXPORT_BYTES = 64 << 20

_ASSIGNMENT = re.compile(r"(?P<title>.*\S) \((?P<id>[0-9]+)\)", re.DOTALL)
_POINTS_POSSIBLE = "Points Possible"
_READ_ONLY = "(read only)"
_KEPT = ("EX", "N/A")
"""Excused, and not assigned: a number there would change more than a grade."""


@dataclass(frozen=True)
class CanvasFilled:
    """What became of a class in Canvas's grade book."""

    column: str
    """The heading of the column that was filled."""
    filled: int
    """Students whose points were written."""
    not_graded: tuple[str, ...]
    """Students who have a row there and no points; their cell is as it was."""
    not_found: tuple[str, ...]
    """Students without a row."""
    ambiguous: tuple[str, ...]
    """Students who could be several rows, or share one; nothing was written for them."""
    kept: tuple[str, ...]
    """Students who are excused there, or not assigned; their cell is as it was."""
    points_differ: str | None
    """A warning, where Canvas's points possible are not the rubric's; `None` when they agree."""


def fill_canvas_grade_book(
    exported: Path,
    written: Path,
    rows: Sequence[StudentRow],
    rubric: Rubric,
    column: str | None = None,
) -> CanvasFilled:
    """Write a copy of an exported grade book with one column filled, all else as it was.

    Args:
        exported: as downloaded from Canvas; never changed.
        written: the copy, to be uploaded.
        rows: the class.
        rubric: its title or id names the column where `column` doesn't.
        column: a heading, an assignment's title, or its number.

    Raises:
        UsageError: no such file, not a grade book, or no one column to fill.
    """
    if written.resolve() == exported.resolve():
        raise UsageError(
            f"{exported}: the filled grade book needs another name, to keep the export"
        )
    table, dialect = _read(exported)
    header = table[0]
    index = _find_column(exported, header, _title_rows(table), rubric, column)
    students = CanvasStudents(header, table, first=1 + len(_title_rows(table)))
    found, not_found, ambiguous = students.match(rows)
    comma = dialect.delimiter == ";"
    filled, kept, not_graded = 0, [], []
    for row in sorted(rows, key=lambda row: row.student.casefold()):
        line = found.get(row.student)
        if line is None:
            continue
        cells = table[line]
        if row.points is None:
            not_graded.append(row.student)
        elif cells[index].strip() in _KEPT:
            kept.append(row.student)
        else:
            points = number_cell(row.points)
            cells[index] = points.replace(".", ",") if comma else points
            filled += 1
    _write(written, table, dialect)
    return CanvasFilled(
        column=clean_text(header[index]),
        filled=filled,
        not_graded=tuple(not_graded),
        not_found=not_found,
        ambiguous=ambiguous,
        kept=tuple(kept),
        points_differ=_points_differ(table, index, rubric),
    )


@dataclass(frozen=True)
class _Dialect:
    """How a file writes a table."""

    byte_order_mark: bool
    delimiter: str
    line_end: str


def _read(path: Path) -> tuple[list[list[str]], _Dialect]:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_EXPORT_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    if len(raw) > MAX_EXPORT_BYTES:
        raise UsageError(f"{path}: larger than {MAX_EXPORT_BYTES >> 20} MiB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8; take the file as Canvas exports it") from None
    first_line = text.partition("\n")[0]
    dialect = _Dialect(
        byte_order_mark=raw.startswith(b"\xef\xbb\xbf"),
        delimiter=max(",;\t", key=first_line.count),
        line_end="\r\n" if first_line.endswith("\r") else "\n",
    )
    try:
        # Line ends inside of quotes are part of a cell and stay what they are.
        lines = io.StringIO(text, newline="")
        table = list(csv.reader(lines, delimiter=dialect.delimiter, strict=True))
    except csv.Error as error:
        raise UsageError(f"{path}: is no CSV file: {error}") from None
    if not table or not STUDENT_COLUMNS.intersection(table[0]) or "ID" not in table[0]:
        raise UsageError(
            f"{path}: is no grade book of Canvas; its first line has no columns Student and ID"
        )
    return _rectangular(table), dialect


def _rectangular(table: list[list[str]]) -> list[list[str]]:
    """Give every row that has cells as many as the header, so that a column can be filled."""
    width = len(table[0])
    return [row + [""] * (width - len(row)) if row else row for row in table]


def _write(path: Path, table: list[list[str]], dialect: _Dialect) -> None:
    with whole_file(path, newline="") as file:
        if dialect.byte_order_mark:
            file.write("\ufeff")
        writer = csv.writer(file, delimiter=dialect.delimiter, lineterminator=dialect.line_end)
        writer.writerows(table)


def _title_rows(table: list[list[str]]) -> list[list[str]]:
    """Find the rows between the header and the students; "Points Possible" is the last of them."""
    for position, row in enumerate(table[1:3], start=1):
        if row and row[0].strip() == _POINTS_POSSIBLE:
            return table[1 : position + 1]
    return []


def _find_column(
    path: Path,
    header: list[str],
    titles: list[list[str]],
    rubric: Rubric,
    wanted: str | None,
) -> int:
    assignments: dict[int, tuple[str, str]] = {}
    for index, heading in enumerate(header):
        match = _ASSIGNMENT.fullmatch(heading)
        if match and not any(row[index].strip() == _READ_ONLY for row in titles if row):
            assignments[index] = (match["title"], match["id"])
    listed = ", ".join(clean_text(header[index]) for index in assignments) or "none at all"
    if wanted is None:
        names = {_plain(rubric.id), _plain(rubric.title), _plain(rubric.title.partition(":")[0])}
        found = [i for i, (title, _) in assignments.items() if _plain(title) in names - {""}]
        said = f"matches the rubric's title or id ({rubric.title or rubric.id})"
    else:
        found = [
            index
            for index, (title, id_) in assignments.items()
            if wanted == id_ or _plain(wanted) in (_plain(title), _plain(header[index]))
        ]
        said = f"is called {wanted!r}"
    if len(found) != 1:
        how_many = "no assignment" if not found else f"{len(found)} assignments: more than one"
        raise UsageError(
            f"{path}: {how_many} {said}; name one with --canvas-column. There are: {listed}"
        )
    return found[0]


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _points_differ(table: list[list[str]], index: int, rubric: Rubric) -> str | None:
    titles = _title_rows(table)
    if not titles:
        return None
    said = titles[-1][index].strip()
    try:
        possible = float(said.replace(",", "."))
    except ValueError:
        return None
    if abs(possible - rubric.max_points) < 0.005:  # Canvas writes two digits
        return None
    return (
        f"Canvas has {possible:g} points possible for {clean_text(table[0][index])}, "
        f"the rubric {rubric.max_points:g}"
    )
