import csv
import io
from pathlib import Path
from typing import Any

import pytest

from grader.class_results import ProblemRow, StudentRow
from grader.reports.grade_book import number_cell, text_cell, write_grade_book


def problem(id_: str, points: float | None, accuracy: float | None = None) -> ProblemRow:
    return ProblemRow(
        id=id_,
        outcome="graded" if points is not None else "not_graded",
        points=points,
        max_points=10.0,
        extra_credit=False,
        accuracy=accuracy,
        failed_rules=(),
    )


def graded(student: str, *problems: ProblemRow, **more: Any) -> StudentRow:
    points = sum(each.points or 0 for each in problems)
    return StudentRow(
        student=student, status="graded", points=points, max_points=20, problems=problems, **more
    )


def not_graded(student: str, *problems: ProblemRow, reason: str = "no disk left") -> StudentRow:
    return StudentRow(
        student=student,
        status="not_graded",
        reason=reason,
        points=None,
        max_points=20,
        problems=problems,
    )


@pytest.fixture
def rubric(build: Any) -> Any:
    return build.rubric({"id": "2C"}, {"id": "2D"})


def written(folder: Path, rows: Any, rubric: Any) -> list[dict[str, str]]:
    path = folder / "final_grades.csv"
    write_grade_book(path, rows, rubric)
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))


def test_there_is_a_row_per_student_and_columns_per_problem(tmp_path: Path, rubric: Any) -> None:
    row = graded("ada", problem("2C", 10.0, 0.9786), problem("2D", 3.5, 0.97496))
    assert written(tmp_path, [row], rubric) == [
        {
            "student": "ada",
            "status": "graded",
            "points": "13.5",
            "points possible": "20",
            "2C points": "10",
            "2C accuracy": "0.9786",
            "2D points": "3.5",
            "2D accuracy": "0.97496",
            "needs a person": "",
            "reason": "",
        }
    ]


def test_who_is_not_graded_has_no_points_anywhere_and_the_reason(
    tmp_path: Path, rubric: Any
) -> None:
    row = not_graded("bob", problem("2C", 10.0, 0.98), problem("2D", None))
    (found,) = written(tmp_path, [row], rubric)
    assert found["status"] == "not graded"
    assert [found[key] for key in ("points", "2C points", "2D points")] == ["", "", ""]
    assert (found["2C accuracy"], found["reason"]) == ("0.98", "no disk left")


def test_problems_that_need_a_person_are_named(tmp_path: Path, rubric: Any) -> None:
    unsettled = problem("2C", 10.0).model_copy(update={"needs_person": "two networks fit"})
    other = problem("2D", None).model_copy(update={"needs_person": "none is trained"})
    rows = [graded("ada", unsettled, problem("2D", 0.0)), not_graded("bob", unsettled, other)]
    ada, bob = written(tmp_path, rows, rubric)
    assert (ada["needs a person"], bob["needs a person"]) == ("2C", "2C 2D")


def test_a_zero_that_was_earned_is_a_zero(tmp_path: Path, rubric: Any) -> None:
    (found,) = written(tmp_path, [graded("cy", problem("2C", 0.0), problem("2D", 0.0))], rubric)
    assert (found["points"], found["2C points"], found["2C accuracy"]) == ("0", "0", "")


def test_who_was_never_run_is_there_too(tmp_path: Path, rubric: Any) -> None:
    (found,) = written(tmp_path, [not_graded("dee")], rubric)
    assert found["points"] == found["2C points"] == found["2C accuracy"] == ""


def test_the_order_is_the_alphabets_and_the_bytes_are_the_same(tmp_path: Path, rubric: Any) -> None:
    rows = [graded(name) for name in ("bo", "Al", "al", "Cy")]
    assert [row["student"] for row in written(tmp_path, rows, rubric)] == ["Al", "al", "bo", "Cy"]
    first = (tmp_path / "final_grades.csv").read_bytes()
    written(tmp_path, rows[::-1], rubric)
    assert (tmp_path / "final_grades.csv").read_bytes() == first
    assert list(tmp_path.iterdir()) == [tmp_path / "final_grades.csv"]


def test_numbers_and_addresses_are_there_when_anybody_has_one(tmp_path: Path, rubric: Any) -> None:
    rows = [graded("al", id="7", email="al@example.org"), graded("bo")]
    al, bo = written(tmp_path, rows, rubric)
    assert (al["id"], al["email"]) == ("7", "al@example.org")
    assert (bo["id"], bo["email"]) == ("", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_text(start: str) -> None:
    assert text_cell(f"{start}cmd|'/c calc'!A1") == f"'{start}cmd|'/c calc'!A1"


def test_hostile_names_and_reasons_stay_in_their_cells(tmp_path: Path, rubric: Any) -> None:
    name = '=HYPERLINK("http://x","y"),Größe'
    (found,) = written(tmp_path, [not_graded(name, reason="@SUM(1,2)")], rubric)
    assert (found["student"], found["reason"]) == (f"'{name}", "'@SUM(1,2)")


@pytest.mark.parametrize(
    ("number", "cell"),
    [
        (34.0, "34"),
        (33.5, "33.5"),
        (0.0, "0"),
        (100.0, "100"),
        (1 / 3, "0.333333"),
        (-1.5, "-1.5"),
        (0.1 + 0.2, "0.3"),
        (None, ""),
    ],
)
def test_numbers_are_plain(number: float | None, cell: str) -> None:
    assert number_cell(number) == cell


def test_a_formula_behind_a_separator_is_defused_too() -> None:
    assert text_cell("eve;=1+1") == "eve;'=1+1"
    assert text_cell("eve; +1") == "eve; '+1"
    assert text_cell("-1;-2") == "'-1;'-2"
    assert text_cell("Doe, Jane-Ann; x") == "Doe, Jane-Ann; x"
