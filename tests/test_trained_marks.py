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
    rubric = build.rubric()
    several = trained_in_earnest([file], rubric)
    found = marked_final(several, rubric.problems[0])
    return None if found is None else found.network.first.statement


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


@pytest.mark.parametrize("name", ["final_model", "model_final", "finalmodel_2_final", "submission"])
def test_a_name_that_says_so_is_enough(build: Any, name: str) -> None:
    assert marked(build, tries(build, second={name: 12})) == 15


@pytest.mark.parametrize("name", ["finalize", "best", "net2", "unchosen_one"])
def test_other_names_say_nothing(build: Any, name: str) -> None:
    assert marked(build, tries(build, second={name: 12})) is None


def test_the_rubrics_own_name_given_in_the_end_says_so(build: Any) -> None:
    assert marked(build, tries(build, second={"m2": 12, "model": 27})) == 15


def test_the_rubrics_own_name_given_on_the_way_says_nothing(build: Any) -> None:
    assert marked(build, tries(build, second={"m2": 12, "model": 17})) is None


@pytest.mark.parametrize(
    "heading", ["Final model", "Attempt 2 (this one!)", "My submission", "\u6700\u7ec8\u6a21\u578b"]
)
def test_a_heading_that_says_so_is_enough(build: Any, heading: str) -> None:
    assert marked(build, tries(build, "First try", heading, "Another try")) == 15


@pytest.mark.parametrize("heading", ["Not final", "Before the final one", "Is this one better?"])
def test_a_heading_that_takes_it_back_says_nothing(build: Any, heading: str) -> None:
    assert marked(build, tries(build, "First try", heading, "Another try")) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I made three attempts. **Attempt 2 is my submission**, 3 was only a test.", 15),
        ("The one to grade is model 2.", 15),
        ("Model 2 is not my answer", None),
        ("Attempt 2 was worse than attempt 3.", None),
        ("Attempt 2 is my answer. No: attempt 1 is my answer.", None),
    ],
)
def test_a_sentence_that_names_the_try_is_enough(build: Any, text: str, found: int | None) -> None:
    for names in ({}, {"second": {"net": 12}}):
        headings = ("Attempt 1", "Attempt 2", "Attempt 3") if names else ("", "", "")
        file = tries(build, *headings, **names)
        told = replace(file.file, prose=(CellOutput(cell=1, text=text),))
        assert marked(build, replace(file, file=told)) == found


def test_two_that_are_both_called_final_are_none(build: Any) -> None:
    assert marked(build, tries(build, "Final", "Final", "Another try")) is None


def test_a_comment_in_a_script_says_so_too(build: Any) -> None:
    lines = ["#### first ####", *["x = 1"] * 9, "#### final model ####", *["x = 1"] * 9]
    lines += ["#### one more ####", *["x = 1"] * 9]
    runs = [build.run(statement=s, last_statement=s) for s in STATEMENTS]
    assert marked(build, build.trained_file(*runs, source="\n".join(lines))) == 15
