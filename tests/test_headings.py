from typing import Any

import pytest

from grader.headings import END, find_sections, problem_named
from grader.submissions import BOLD, COMMENT, Cell, Heading


def problems(build: Any, *ids: str, **titles: str) -> Any:
    return build.rubric(*({"id": id_, "title": titles.get(f"t{id_}", "")} for id_ in ids)).problems


@pytest.mark.parametrize(
    ("heading", "id_"),
    [
        ("2C", "2C"),
        ("2c", "2C"),
        ("Problem 2C", "2C"),
        ("Problem 2C: a wide layer (10 points)", "2C"),
        ("My answer to 2(c)", "2C"),
        ("3 G", "3G"),
        ("3.G", "3G"),
        ("model_2c", "2C"),
        ("Problem C", "2C"),
        ("PROBLEM D - deep", "2D"),
        ("Part (d)", "2D"),
        ("Question G.", "3G"),
        ("C.", "2C"),
        ("C) one layer", "2C"),
        ("(C)", "2C"),
        ("C", "2C"),
        ("2D: wider than 2C", "2D"),
        ("Set 4, Problem 2, Part D", "2D"),
        ("A convolutional network, at last", "3G"),
        ("Problems 2C and 2D", None),
        ("Problem 3C", None),
        ("Problem F", None),
        ("Convolutions", None),
        ("Comparison", None),
        ("Problem 2: a network", None),
        ("12C", None),
        ("2CD", None),
        ("Training", None),
        ("Section 2. C looks like this", None),
        ("", None),
    ],
)
def test_which_problem_a_heading_names(build: Any, heading: str, id_: str | None) -> None:
    known = problems(build, "2C", "2D", "3G", t3G="A Convolutional Network")
    assert named(heading, known) == id_


def named(heading: str, known: Any, *above: str, deeper: bool = False) -> str | None:
    problem = problem_named(heading, known, *above, deeper=deeper)
    return problem.id if problem else None


def test_a_letter_that_two_problems_have_names_neither(build: Any) -> None:
    known = problems(build, "2C", "3C")
    assert named("Problem C", known) is None
    assert named("Problem 3C", known) == "3C"


def test_the_number_above_tells_which_letter_is_meant(build: Any) -> None:
    known = problems(build, "2C", "3C", "3G")
    assert named("Part C", known, "3") == "3C"
    assert named("Part G", known, "2") is None
    assert named("Part G", known, "4") == "3G"  # of the set, say: no problem has it


def test_numbers_alone_are_ids_too(build: Any) -> None:
    known = problems(build, "1", "2")
    assert named("Problem 2", known) == "2"
    assert named("2. A network", known) == "2"
    assert named("2. A network", known, deeper=True) is None
    assert named("Part 2", known, deeper=True) is None
    assert named("Problem 2", known, deeper=True) == "2"
    assert named("Using 2 layers", known) is None


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
        (["## Problem C: example", "### x"], [(None, 1, END)]),
        (["## Sample", "### x", "## Mine"], [(None, 1, 21)]),
        (["# Sample notebook", "## Part C"], [(None, 1, 11), ("2C", 11, END)]),
        (["## Problem C", "## Problem C, again", "# End"], [("2C", 1, 21)]),
        (["** Problem C", "", "** Training", "** Problem D"], [("2C", 1, 31), ("2D", 31, END)]),
        (["// Problem C", "", "// Problem D"], [("2C", 1, 21), ("2D", 21, END)]),
        (["## Problem C", "// Problem D"], [("2C", 1, END)]),
        (["# Results"], []),
    ],
)  # fmt: skip
def test_sections(build: Any, headings: list[str], sections: list[Any]) -> None:
    found = find_sections(cells(*headings), problems(build, "2C", "2D", "3G"))
    assert [(part.problem_id, part.first_line, part.end) for part in found] == sections


def test_a_section_carries_the_heading_that_names_the_problem(build: Any) -> None:
    (part,) = find_sections(cells("# HW / ## Problem C / ### Data"), problems(build, "2C"))
    assert part.heading == "Problem C"
    assert 1 in part
    assert 0 not in part
