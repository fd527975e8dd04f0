import time
from typing import Any

import pytest

from grader.heading_names import problem_named


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
        ("Problem D - deeper version of 2C", "2D"),
        ("Problem D (see Problem C)", "2D"),
        ("Part D: wider than part C", "2D"),
        ("Problem F: as in 2C", None),
        ("Part (a) of 2C", "2C"),
        ("Problem C & D", None),
        ("Problem C, D, F", None),
        ("Problem C and Problem D", None),
        ("Problem C/D", None),
        ("2C-2D", None),
        ("C \u2013 D", None),
        ("Problem C vs. 2D", None),
        ("Problem C and dropout", "2C"),
        ("Q2c", "2C"),
        ("Q2(c)", "2C"),
        ("Problem 2 \u2013 C", "2C"),
        ("Problem 2: C", "2C"),
        ("Problem 2 - C (one hidden layer)", "2C"),
        ("Problem 2, Part D: wider than part C", "2D"),
        ("Problem 3, Part D", None),
        ("C - MLP", "2C"),
        ("C \u2013 MLP", "2C"),
        ("c - an MLP", None),
        ("C-MLP", None),
        ("Section C", "2C"),
        ("Exercise C", "2C"),
        ("Problem C.1", "2C"),
        ("Answer to 2C", "2C"),
        ("Uppgift C", "2C"),
        ("Zadanie 2 D", "2D"),
        ("Inciso C (100 neuronas)", "2C"),
        ("Inl\u00e4mning 4, uppgift 2 C och D", None),
        ("Aufgabe C und D", None),
        ("Exercices 2C et 2D", None),
        ("Uppgift D: djupare \u00e4n C", "2D"),
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
    found = problem_named(heading, known, *above, deeper=deeper)
    return found.problem.id if found else None


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


@pytest.mark.parametrize(
    ("heading", "id_"),
    [
        ("A network with two layers", None),
        ("Problem 2: A network", None),
        ("Task: A network", None),
        ("Set 2 A network", None),
        ("In part a network is built", None),
        ("Problem C, a wider one", "2C"),
        ("Problem C and a bit more", "2C"),
        ("A", "2A"),
        ("A - MLP", "2A"),
        ("Problem A with two layers", "2A"),
        ("Solution to Part A", "2A"),
        ("Problem 2: A (wide)", "2A"),
        ("part (a)", "2A"),
        ("2 a", "2A"),
        ("Problems A and C", None),
    ],
)
def test_a_letter_that_is_a_word_is_a_problem_where_it_cannot_be_a_word(
    build: Any, heading: str, id_: str | None
) -> None:
    assert named(heading, problems(build, "2A", "2C")) == id_


def test_a_letter_that_two_problems_have_names_neither_before_a_dash(build: Any) -> None:
    assert named("C - MLP", problems(build, "2C", "3C")) is None


def test_a_part_of_a_numbered_problem_is_no_second_problem(build: Any) -> None:
    known = problems(build, "1", "2")
    assert named("Problem 1, Part 2", known) == "1"
    assert named("Problem 1 - 2 layers", known) == "1"
    assert named("Problems 1 & 2", known) is None


def test_where_a_problem_is_named_is_told(build: Any) -> None:
    known = problems(build, "2C", t2C="One hidden layer")
    headings = ["Problem C", "Sample of 2C", "Mine: one hidden layer"]
    assert [found.at for each in headings if (found := problem_named(each, known))] == [0, 10, 6]


def test_long_headings_are_read_at_once(build: Any) -> None:
    known = problems(build, "2C", "2D", "A", t2C="one hidden layer")
    started = time.monotonic()
    for piece in (" ", "(", "2", "Problem ", "one ", "Problem 2 ", "C, "):
        named(piece * 500, known)
        named("Problem C" + piece * 500, known)
    assert time.monotonic() - started < 1
