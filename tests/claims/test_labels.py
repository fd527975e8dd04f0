"""Problems are known by how students write them beside numbers."""

import pytest

from grader.claims.labels import Label, is_about
from grader.claims.words import read_line


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("2C best test accuracy 0.9793", ["2c"]),
        ("Problem C best 0.9785", ["c"]),
        ("Problem 2, part d: 0.9785", ["d"]),
        ("Best test accuracy for Problem 2C: 0.9806", ["2c"]),
        ("2D: best 0.9819 last 0.9817", ["2d", "2d"]),
        ("2.c) acc 0.9819", ["2c"]),
        ("(c) acc 0.9819", ["c"]),
        ("C : 0.9795  D : 0.9814", ["c", "d"]),
        ("{'c': 0.9792, 'd': 0.9822, 'e': 0.9867}", ["c", "d", "e"]),
        ("Problema C: exactitud final 0.9801", ["c"]),
        ("t = 3 <E> = 0.21 acc = 0.9712", [""]),
        ("E 3 acc 0.9712", [""]),  # an epoch
        ("C max 0.9795 at epoch 19 last 0.9788", ["c", "c"]),
        ("E  best acc 0.9795", ["e"]),
        ("- E   acc 98.70 ", ["e"]),
        ("A best acc of 0.9712", [""]),
        ("Conv2D acc 0.9712", [""]),
        ("a 2D conv net, acc 0.9712", [""]),
        ("lr 1e-3 acc 0.9712", [""]),
        ("problem 2 acc 0.9712", [""]),
    ],
)
def test_the_problem_of_a_number(line: str, labels: list[str]) -> None:
    about = [each.about for each in read_line(line).accuracies]
    assert ["" if each is None else each.number + each.letter for each in about] == labels


@pytest.mark.parametrize(
    ("number", "letter", "problem", "told"),
    [
        ("", "c", "2C", True),
        ("2", "c", "2C", True),
        ("1", "c", "2C", False),
        ("2", "d", "2C", False),
        ("2", "c", "mlp", None),
    ],
)
def test_whom_a_label_means(number: str, letter: str, problem: str, told: bool | None) -> None:
    assert is_about(Label(letter, number), problem) is told
