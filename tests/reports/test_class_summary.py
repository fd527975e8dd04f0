import io
from typing import Any

import pytest
from rich.console import Console

from grader.class_results import ProblemRow, StudentRow
from grader.reports.class_summary import MAX_UNSETTLED, show_class, show_class_check
from grader.results import Candidate


def student(name: str, *, unsettled: bool = True, text: str = "") -> StudentRow:
    problem = ProblemRow(
        id="2C",
        outcome="graded",
        points=10.0,
        max_points=10.0,
        extra_credit=False,
        accuracy=None,
        failed_rules=(),
    )
    if unsettled:
        candidates = (
            Candidate(pick="5:3", shown=f"model, cell 5, line 3{text}"),
            Candidate(pick="9:2", shown="net, cell 9, line 2"),
        )
        needs = {"needs_person": "two networks fit", "candidates": candidates}
        problem = problem.model_copy(update=needs)
    return StudentRow(
        student=name, status="graded", points=10.0, max_points=10.0, problems=(problem,)
    )


def shown(rows: list[StudentRow], rubric: Any, width: int = 200) -> str:
    stream = io.StringIO()
    show_class(Console(file=stream, width=width, highlight=False), rows, rubric)
    return stream.getvalue()


def test_what_settles_a_choice_can_be_copied(build: Any) -> None:
    rows = [student("alice"), student("Jane Doe_14"), student("bob", unsettled=False)]
    lines = [line.strip() for line in shown(rows, build.rubric()).splitlines()]
    start = next(n for n, line in enumerate(lines) if line.startswith("2 need a person."))
    assert "picks.toml in the class's folder" in lines[start]
    assert lines[start + 1 :] == [
        "[alice]",
        "# 2C: two networks fit",
        "# taken: model, cell 5, line 3",
        '2C = "5:3"',
        "# net, cell 9, line 2",
        '2C = "9:2"',
        '["Jane Doe_14"]',
        "# 2C: two networks fit",
        "# taken: model, cell 5, line 3",
        '2C = "5:3"',
        "# net, cell 9, line 2",
        '2C = "9:2"',
    ]


def test_of_a_class_without_open_choices_nothing_is_said(build: Any) -> None:
    assert "a person" not in shown([student("bob", unsettled=False)], build.rubric())


def test_a_check_says_it_too() -> None:
    stream = io.StringIO()
    rows = [student("alice").model_copy(update={"status": "checked", "points": None})]
    show_class_check(Console(file=stream, width=200, highlight=False), rows)
    assert "fits  2C needs a person" in stream.getvalue()
    assert "1 needs a person. Put" in stream.getvalue()


def test_of_very_many_the_names_are_there(build: Any) -> None:
    rows = [student(f"s{n:02}") for n in range(MAX_UNSETTLED + 2)]
    text = shown(rows, build.rubric())
    assert text.count("taken: ") == MAX_UNSETTLED
    assert text.rstrip().endswith(f"and s{MAX_UNSETTLED}, s{MAX_UNSETTLED + 1}")


@pytest.mark.parametrize("width", [40, 60, 100])
def test_nothing_is_wider_than_the_terminal_nor_markup(build: Any, width: int) -> None:
    text = shown([student("a b", text=" [red]x[/red] " + "w" * 200)], build.rubric(), width)
    assert max(len(line) for line in text.splitlines()) <= width
    written = "".join(text.replace("#", "").split())
    assert "[red]x[/red]" in written
    assert "w" * 200 in written


def test_no_line_of_a_comment_is_a_pick_of_its_own(build: Any) -> None:
    text = shown([student("a", text=" 2C = 7 " * 30)], build.rubric(), 40)
    lines = [line.strip() for line in text.splitlines()]
    picks = [line for line in lines[lines.index("[a]") + 1 :] if not line.startswith("#")]
    assert picks == ['2C = "5:3"', '2C = "9:2"']
