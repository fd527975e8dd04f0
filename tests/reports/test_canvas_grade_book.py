import csv
import io
from pathlib import Path
from typing import Any

import pytest

from grader.class_results import StudentRow
from grader.errors import UsageError
from grader.reports.canvas_grade_book import CanvasFilled, fill_canvas_grade_book

HEADER = "Student,ID,SIS User ID,SIS Login ID,Section,Set 3 (111),Set 4 (222),Final Score"
EXPORT = f"""\
{HEADER}
,,,,,,Manual Posting,
    Points Possible,,,,,10.00,20.00,(read only)
"Doe, Jane",501,S1,jdoe,"A, B",7.00,,35.00
"Müller, Zoë",502,S2,zoe@example.org,A,,3.00,0.00
"Lee, Ann",503,S3,alee,A,,EX,
"Student, Test",599,,abc,A,,,
"""


def row(student: str, points: float | None = 12.0, **more: Any) -> StudentRow:
    status: Any = "not_graded" if points is None else "graded"
    return StudentRow(student=student, status=status, points=points, max_points=20.0, **more)


@pytest.fixture
def rubric(build: Any) -> Any:
    return build.rubric({"id": "A"}, {"id": "B"}, title="Set 4: depth and width")


class Filled:
    """What came out, and what was said."""

    def __init__(self, report: CanvasFilled, raw: bytes) -> None:
        self.report = report
        self.raw = raw
        delimiter = ";" if b"Student;" in raw else ","
        text = io.StringIO(raw.decode("utf-8-sig"), newline="")
        self.table = list(csv.reader(text, delimiter=delimiter))

    def cells(self, heading: str = "Set 4 (222)") -> list[str]:
        index = self.table[0].index(heading)
        first = 1 + [line[0].strip() for line in self.table].index("Points Possible")
        return [line[index] for line in self.table[first:]]


@pytest.fixture
def fill(tmp_path: Path, rubric: Any) -> Any:
    def fill(
        *rows: StudentRow, text: str | bytes = EXPORT, column: str | None = None, **more: Any
    ) -> Filled:
        exported, written = tmp_path / "exported.csv", tmp_path / "filled.csv"
        exported.write_bytes(raw := text if isinstance(text, bytes) else text.encode())
        report = fill_canvas_grade_book(exported, written, rows, more.get("rubric", rubric), column)
        assert exported.read_bytes() == raw
        return Filled(report, written.read_bytes())

    return fill


def test_only_the_column_of_the_rubric_changes(fill: Any) -> None:
    filled = fill(row("doejane", 12.5))
    assert filled.raw.decode() == EXPORT.replace("7.00,,35", "7.00,12.5,35")
    assert filled.report == CanvasFilled(
        column="Set 4 (222)",
        filled=1,
        not_graded=(),
        not_found=(),
        ambiguous=(),
        kept=(),
        points_differ=None,
    )


@pytest.mark.parametrize(
    "student",
    [
        row("x", id="501"),
        row("x", email="JDOE"),
        row("jdoe"),
        row("s1"),
        row("doejane"),
        row("Jane Doe"),
        row("Doe, Jane"),
        row("janedoe"),
    ],
)
def test_a_student_is_known_by_any_of_these(fill: Any, student: StudentRow) -> None:
    assert fill(student).cells() == ["12", "3.00", "EX", ""]


def test_accents_and_their_absence_are_one_name(fill: Any) -> None:
    assert fill(row("mullerzoe")).cells()[1] == "12"
    assert fill(row("mu\u0308llerzoe\u0308")).cells()[1] == "12"


def test_the_number_at_the_site_beats_a_name(fill: Any) -> None:
    assert fill(row("doejane", id="502")).cells() == ["", "12", "EX", ""]


def test_two_of_the_same_name_are_left_alone_unless_their_number_is_known(fill: Any) -> None:
    text = EXPORT + '"Doe, Jane",504,S4,jane2,A,,,\n'
    filled = fill(row("doejane"), row("x", 5.0, id="504"), text=text)
    assert filled.cells() == ["", "3.00", "EX", "", "5"]
    assert filled.report.ambiguous == ("doejane",)


def test_two_students_for_one_row_are_both_left_alone(fill: Any) -> None:
    filled = fill(row("doejane"), row("jdoe"))
    assert filled.cells()[0] == ""
    assert filled.report.ambiguous == ("doejane", "jdoe")


def test_who_is_not_graded_keeps_the_cell(fill: Any) -> None:
    filled = fill(row("zoe@example.org", None))
    assert filled.cells()[1] == "3.00"
    assert (filled.report.not_graded, filled.report.filled) == (("zoe@example.org",), 0)


def test_who_is_excused_stays_so(fill: Any) -> None:
    filled = fill(row("alee"))
    assert filled.cells()[2] == "EX"
    assert filled.report.kept == ("alee",)


def test_who_has_no_row_is_named_and_the_test_student_is_nobody(fill: Any) -> None:
    filled = fill(row("nobody"), row("studenttest"), row("pointspossible"))
    assert filled.report.not_found == ("nobody", "pointspossible", "studenttest")
    assert filled.raw.decode() == EXPORT


@pytest.mark.parametrize("column", ["111", "Set 3", "set 3 (111)"])
def test_a_column_can_be_named(fill: Any, column: str) -> None:
    filled = fill(row("doejane"), column=column)
    assert filled.cells("Set 3 (111)")[0] == "12"
    assert filled.cells()[0] == ""


def test_points_possible_that_differ_are_warned_of(fill: Any) -> None:
    said = fill(row("doejane"), column="111").report.points_differ
    assert said == "Canvas has 10 points possible for Set 3 (111), the rubric 20"


@pytest.mark.parametrize("column", ["333", "Final Score", "Student", ""])
def test_a_column_that_is_no_assignment_is_refused_with_those_there_are(
    fill: Any, column: str
) -> None:
    with pytest.raises(UsageError, match=r"no assignment is called .*Set 3 \(111\), Set 4 \(222\)"):
        fill(row("doejane"), column=column)


def test_a_rubric_that_no_column_is_named_after_is_refused(fill: Any, build: Any) -> None:
    rubric = build.rubric({"id": "A"}, title="Homework")
    with pytest.raises(UsageError, match="no assignment matches the rubric's title or id"):
        fill(row("doejane"), rubric=rubric)


def test_two_columns_of_one_title_are_refused_but_not_by_number(fill: Any) -> None:
    text = EXPORT.replace("Set 3 (111)", "Set 4 (111)")
    with pytest.raises(UsageError, match="2 assignments: more than one"):
        fill(row("doejane"), text=text)
    assert fill(row("doejane"), text=text, column="222").cells()[0] == "12"


def test_byte_order_mark_line_ends_and_quoted_line_breaks_stay(fill: Any) -> None:
    text = EXPORT.replace("\n", "\r\n").replace('"A, B"', '"A\nB"')
    filled = fill(row("doejane"), text=b"\xef\xbb\xbf" + text.encode())
    wanted = text.replace("7.00,,35", "7.00,12,35").encode()
    assert filled.raw == b"\xef\xbb\xbf" + wanted


def test_semicolons_come_with_decimal_commas(fill: Any) -> None:
    table = list(csv.reader(io.StringIO(EXPORT)))
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(
        [cell.replace("20.00", "20,00") for cell in line] for line in table
    )
    filled = fill(row("doejane", 12.5), text=text.getvalue())
    assert filled.cells()[0] == "12,5"
    assert filled.report.points_differ is None


def test_names_in_two_columns_are_understood(fill: Any) -> None:
    text = "LastName,FirstName,ID,SIS Login ID,Section,Set 4 (222)\n"
    text += "    Points Possible,,,,,20\nDoe,Jane,501,jdoe,A,\n"
    assert fill(row("doejane"), text=text).cells() == ["12"]


def test_short_and_empty_lines_are_no_obstacle(fill: Any) -> None:
    filled = fill(row("Bo Xi"), text=EXPORT + '\n"Xi, Bo",505\n')
    assert filled.table[-1] == ["Xi, Bo", "505", "", "", "", "", "12", ""]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("name,points\nada,3\n", "no grade book of Canvas"),
        ("", "no grade book of Canvas"),
        (b"\xff\xfeS\x00t\x00", "not UTF-8"),
        ('Student,ID\n"never closed', "no CSV file"),
    ],
)
def test_what_is_no_export_is_refused(fill: Any, text: str | bytes, match: str) -> None:
    with pytest.raises(UsageError, match=match):
        fill(row("doejane"), text=text)


def test_the_export_is_never_written_over(tmp_path: Path, rubric: Any) -> None:
    exported = tmp_path / "grades.csv"
    exported.write_text(EXPORT)
    (tmp_path / "link.csv").symlink_to(exported)
    for target in (exported, tmp_path / "link.csv"):
        with pytest.raises(UsageError, match="another name"):
            fill_canvas_grade_book(exported, target, [row("doejane")], rubric, None)
    assert exported.read_text() == EXPORT


def test_a_file_that_is_not_there_is_the_callers_fault(tmp_path: Path, rubric: Any) -> None:
    with pytest.raises(UsageError, match="No such file"):
        fill_canvas_grade_book(tmp_path / "a.csv", tmp_path / "b.csv", [], rubric, None)
