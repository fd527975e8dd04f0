"""What goes into the course's spreadsheet? One row per student, safe to open in one."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from grader.class_results import ProblemRow, StudentRow
from grader.rubric import Rubric
from grader.whole_file import whole_file

GRADE_BOOK_NAME = "final_grades.csv"

# At the start of a cell, and behind what separates cells where a comma is a decimal point: a name
# such as "eve;=1+1" begins a new cell there. "Doe, Jane-Ann" is left alone.
_FORMULA = re.compile(r"(^|;\s*)(?=[=+@\t\r-])")
"""What makes spreadsheets run a cell (owasp.org, "CSV Injection")."""

STATUS_WORDS = {"graded": "graded", "checked": "checked", "not_graded": "not graded"}


def write_grade_book(path: Path, rows: Sequence[StudentRow], rubric: Rubric) -> None:
    """Write the grade book, the same bytes for the same grades.

    Who is not graded has empty cells for points: a spreadsheet would count a 0 as a mark.
    """
    with whole_file(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        with_id = any(row.id is not None for row in rows)
        with_email = any(row.email is not None for row in rows)
        columns = ["student", *["id"] * with_id, *["email"] * with_email]
        columns += ["status", "points", "points possible"]
        for problem in rubric.problems:
            columns += [f"{problem.id} points", f"{problem.id} accuracy"]
        writer.writerow([*columns, "needs a person", "reason"])
        for row in sorted(rows, key=lambda row: (row.student.casefold(), row.student)):
            cells = [text_cell(row.student)]
            cells += [text_cell(row.id)] * with_id + [text_cell(row.email)] * with_email
            cells += [STATUS_WORDS[row.status], number_cell(row.points)]
            cells.append(number_cell(row.max_points))
            cells += _problem_cells(row, rubric)
            cells.append(text_cell(" ".join(problem.id for problem in row.unsettled)))
            writer.writerow([*cells, text_cell(row.reason)])


def _problem_cells(row: StudentRow, rubric: Rubric) -> list[str]:
    done: dict[str, ProblemRow] = {problem.id: problem for problem in row.problems}
    cells = []
    for problem in rubric.problems:
        found = done.get(problem.id)
        # A part of the points would be taken for all of them.
        points = found.points if found and row.status == "graded" else None
        cells += [number_cell(points), number_cell(found.accuracy if found else None)]
    return cells


def number_cell(number: float | None) -> str:
    """Write a number of ours: `34`, `33.5`, `0.9786`; nothing for `None`."""
    if number is None:
        return ""
    return f"{round(number, 6):.6f}".rstrip("0").rstrip(".")


def text_cell(text: str | None) -> str:
    """Write text that others chose, so that no spreadsheet takes it for a formula."""
    if not text:
        return ""
    return _FORMULA.sub(r"\1'", text)
