"""Of several tries the one counts that the student calls final, wherever it stands."""

from dataclasses import replace
from typing import Any

import pytest

from grader.described_file import DescribedFile
from grader.submissions import CellOutput
from grader.trained_marks import marked_final
from grader.trained_places import trained_in_earnest

STATEMENTS = (5, 15, 25)


def marked(build: Any, file: DescribedFile) -> int | None:
    rubric = build.rubric({"id": "2C"}, {"id": "2D"})
    several = trained_in_earnest([file], rubric)
    found = marked_final(several, rubric.problems[0], rubric.problems)
    return None if found is None else found.trained.network.first.statement


def tries(build: Any, *headings: str, **names: dict[str, int]) -> DescribedFile:
    """Three trainings, in a cell each; `second={"best": 27}` gives one of them other names."""
    named = {"first": {"m1": 2}, "second": {"m2": 12}, "third": {"m3": 22}} | names
    runs = [
        build.run(names=own, statement=statement, last_statement=statement)
        for statement, own in zip(STATEMENTS, named.values(), strict=True)
    ]
    cells = build.notebook_cells(*(headings or ("", "", "")))
    file: DescribedFile = build.trained_file(*runs, cells=cells)
    return file


def test_where_nothing_says_so_none_is(build: Any) -> None:
    assert marked(build, tries(build)) is None


@pytest.mark.parametrize(
    "name", ["final_model", "model_final", "net_2_final", "submission", "finalModel", "netFinal"]
)
def test_a_name_that_says_so_is_enough(build: Any, name: str) -> None:
    assert marked(build, tries(build, second={name: 12})) == 15


@pytest.mark.parametrize("name", ["finalize", "best", "net2", "unchosen_one", "semifinalist"])
def test_other_names_say_nothing(build: Any, name: str) -> None:
    assert marked(build, tries(build, second={name: 12})) is None


@pytest.mark.parametrize(
    ("line", "text", "found"),
    [
        (27, "model = m2", 15),
        (27, "model=m2", 15),
        (17, "model = m2", None),  # on the way, before the third was trained
        (27, "for model in (m1, m2):", None),
        (27, "models = [m2]", None),
    ],
)
def test_the_rubrics_own_name_given_in_the_end_says_so(
    build: Any, line: int, text: str, found: int | None
) -> None:
    file = tries(build, second={"m2": 12, "model": line})
    lines = [b"x = 1"] * 60
    lines[line - 1] = text.encode()
    assert marked(build, replace(file, file=replace(file.file, source=b"\n".join(lines)))) == found


@pytest.mark.parametrize(
    "heading",
    [
        "Final model",
        "My final network:",
        "FINAL",
        "Submission: p = 0.15",
        "Attempt 2 (this one!)",
        "wider, with dropout <- this one",
        "Mod\u00e8le final",
        "\u6700\u7ec8\u6a21\u578b",
    ],
)
def test_a_heading_that_hands_it_in_says_so(build: Any, heading: str) -> None:
    assert marked(build, tries(build, "First try", heading, "Another try")) == 15


@pytest.mark.parametrize(
    "heading",
    [
        "Not final",
        "Before the final one",
        "CS155 Set 4 - final submission",
        "Problem C (submit your code and the final test accuracy)",
        "Without activation in the final layer",
        "This one overfits",
        "Chosen by grid search: lr",
        "Final results",
        "Final model vs first model",
    ],
)
def test_a_heading_about_something_else_says_nothing(build: Any, heading: str) -> None:
    assert marked(build, tries(build, "First try", heading, "Another try")) is None


def test_a_heading_is_over_its_own_cell_alone(build: Any) -> None:
    assert marked(build, tries(build, "Final model", "", "")) == 5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I made three attempts. **Attempt 2 is my submission**, 3 was only a test.", 15),
        ("The one to grade is model 2.", 15),
        ("After attempt 1 underfitted, attempt 2 is my submission.", 15),
        ("I submit attempt 2.", 15),
        ("Model 2 is not my answer", None),
        ("Attempt 2 was worse than attempt 3.", None),
        ("Attempt 2 is my answer. No: attempt 1 is my answer.", None),
        ("In attempt 2 my model underfits.", None),
        ("The final accuracy of net 2 is below the bar.", None),
        ("Run 2 and the final differ by 2 points.", None),
        ("My model 2 layers deep was the final one I tried", None),
        ("I run 2 more epochs than needed: my model is robust.", None),
        ("For problem D, attempt 2 is my submission.", None),
        ("## Problem D\nAttempt 2 is my submission.", None),
        ("Attempt 2 is my submission.\n## Problem D\nAttempt 1 is my submission.", 15),
    ],
)
def test_a_sentence_that_hands_a_try_in_says_so(build: Any, text: str, found: int | None) -> None:
    for names in ({}, {"second": {"net2": 12}}):
        headings = ("", "", "") if names else ("Attempt 1", "Attempt 2", "Attempt 3")
        file = tries(build, *headings, **names)
        told = replace(file.file, prose=(CellOutput(cell=2, text=text),))
        assert marked(build, replace(file, file=told)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Attempt 2 is my submission.", None),  # of the problem above, for all that is known
        ("## Problem C\nAttempt 2 is my submission.", 15),
        ("Attempt 1 is my submission.\n## Problem C\nThree attempts.", None),
    ],
)
def test_what_stands_above_the_first_try_counts_below_its_problems_heading(
    build: Any, text: str, found: int | None
) -> None:
    runs = [
        build.run(names={f"m{n}": s - 3}, statement=s, last_statement=s)
        for n, s in enumerate((25, 35, 45), start=1)
    ]
    headings = ("", "", "Attempt 1", "Attempt 2", "Attempt 3")
    file = build.trained_file(*runs, cells=build.notebook_cells(*headings))
    told = replace(file.file, prose=(CellOutput(cell=2, text=text),))
    expected = None if found is None else 35
    assert marked(build, replace(file, file=told)) == expected


def test_two_that_are_both_called_final_are_none(build: Any) -> None:
    assert marked(build, tries(build, "Final", "Final", "Another try")) is None


def test_a_comment_in_a_script_says_so_too(build: Any) -> None:
    lines = ["#### first ####", *["x = 1"] * 9, "#### final model ####", *["x = 1"] * 9]
    lines += ["#### one more ####", *["x = 1"] * 9]
    runs = [build.run(statement=s, last_statement=s) for s in STATEMENTS]
    assert marked(build, build.trained_file(*runs, source="\n".join(lines))) == 15
