from typing import Any

import pytest

from grader.headings import END, find_sections
from grader.submissions import BOLD, COMMENT, Cell, Heading


def problems(build: Any, *ids: str, **titles: str) -> Any:
    return build.rubric(*({"id": id_, "title": titles.get(f"t{id_}", "")} for id_ in ids)).problems


def cells(*headings: str) -> list[Cell]:
    """One cell per argument, ten lines each: "## A / ### B" are two headings above it."""
    return [
        Cell(number=n, first_line=10 * n - 9, headings=tuple(_headings(text)))
        for n, text in enumerate(headings, start=1)
    ]


def _headings(text: str) -> list[Heading]:
    found = []
    for part in filter(None, text.split(" / ")):
        marks, _, words = part.partition(" ")
        level = {"**": BOLD, "//": COMMENT}.get(marks, len(marks))
        found.append(Heading(text=words, level=level))
    return found


@pytest.mark.parametrize(
    ("headings", "sections"),
    [
        (["", "## Problem C", "", "## Problem D"], [("2C", 11, 31), ("2D", 31, END)]),
        (["## Problem C", "### Training", "## Results", "# Problem 3"], [("2C", 1, 31)]),
        (["# Problem 2 / ## Part C", "## Part D"], [("2C", 1, 11), ("2D", 11, END)]),
        (["# Problem 3 / ## Part C", "## Part G"], [("3G", 11, END)]),
        (["## 2C", "### 1. Data", "### 2. Model", "## 2D"], [("2C", 1, 31), ("2D", 31, END)]),
        (["## 2C", "### Part a", "### Part d", "## Problem F"], [("2C", 1, 31)]),
        (["## Problem C", "## Training", "## Problem F", ""], [("2C", 1, 21)]),
        (["## 2C", "## Sample", "## 2C"], [("2C", 1, 11), (None, 11, 21), ("2C", 21, END)]),
        (["## Problem C", "### Sample code", "### Mine"], [("2C", 1, END)]),
        (["## Example: Problem C", "### x"], [(None, 1, END)]),
        (["## Sample solution of Problem C", "## 2C"], [(None, 1, 11), ("2C", 11, END)]),
        (["## Problem C: trained on 60,000 examples", "### x"], [("2C", 1, END)]),
        (["## Problem C", "## 2D (template below)"], [("2C", 1, 11), ("2D", 11, END)]),
        (["## Problem C", "### Example: Problem D"], [("2C", 1, END)]),
        (["## Examples of Problems C and D", "### x"], [(None, 1, END)]),
        (["## Section C", "## Section F"], [("2C", 1, 11)]),
        (["## Problem C", "## Problems D and G"], [("2C", 1, 11)]),
        (["## Sample", "### x", "## Mine"], [(None, 1, 21)]),
        (["# Sample notebook", "## Part C"], [(None, 1, 11), ("2C", 11, END)]),
        (["## Problem C", "## Problem C, again", "# End"], [("2C", 1, 21)]),
        (["** Problem C", "", "** Training", "** Problem D"], [("2C", 1, 31), ("2D", 31, END)]),
        (["** Problem C / ** Problem D", ""], []),
        (["** Problem C / ** Training", ""], [("2C", 1, END)]),
        (["## Problem C / ** Problem C / ** Problem D", ""], [("2C", 1, END)]),
        (["## 2C", "** Problem C / ** Problem D", "** 2D"], [("2C", 1, 21), ("2D", 21, END)]),
        (["## Problem C / ## Problem D", ""], [("2D", 1, END)]),
        (["// Problem C", "", "// Problem D"], [("2C", 1, 21), ("2D", 21, END)]),
        (["## Problem C", "// Problem D"], [("2C", 1, END)]),
        (["# Results"], []),
    ],
)  # fmt: skip
def test_sections(build: Any, headings: list[str], sections: list[Any]) -> None:
    found = find_sections(cells(*headings), problems(build, "2C", "2D", "3G"))
    assert [(part.problem_id, part.first_line, part.end) for part in found] == sections


def test_bold_lines_through_several_problems_are_a_summary(build: Any) -> None:
    """As in the text that an assignment begins with: all problems one below the other."""
    summary = "# HW 2 / ** Problem C / ** Problem D / ** Problem G"
    found = find_sections(cells(summary, "", "** Problem D"), problems(build, "2C", "2D", "3G"))
    assert [(part.problem_id, part.first_line) for part in found] == [("2D", 21)]


def test_a_section_carries_the_heading_that_names_the_problem(build: Any) -> None:
    (part,) = find_sections(cells("# HW / ## Problem C / ### Data"), problems(build, "2C"))
    assert part.heading == "Problem C"
    assert 1 in part
    assert 0 not in part
