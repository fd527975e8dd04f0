from collections.abc import Sequence
from typing import Any

import pytest

from grader.class_results import ProblemRow, StudentRow
from grader.reports.class_overview import overview


def problem(id_: str, points: float | None = 10.0, **more: Any) -> ProblemRow:
    return ProblemRow(
        id=id_,
        outcome="not_graded" if points is None else "graded",
        points=points,
        max_points=10.0,
        extra_credit=False,
        accuracy=more.pop("accuracy", None),
        failed_rules=more.pop("failed_rules", ()),
        **more,
    )


def student(name: str, *problems: ProblemRow, reason: str | None = None) -> StudentRow:
    return StudentRow(
        student=name,
        status="not_graded" if reason else "graded",
        reason=reason,
        points=None if reason else sum(each.points or 0 for each in problems),
        max_points=20.0,
        problems=problems,
    )


@pytest.fixture
def rubric(build: Any) -> Any:
    return build.rubric({"id": "2C"}, {"id": "2D"})


def test_who_is_not_graded_is_in_no_mean(rubric: Any) -> None:
    rows = [
        student("a", problem("2C"), problem("2D")),
        student("b", problem("2C"), problem("2D", 0.0)),
        student("c", problem("2C"), problem("2D", None), reason="no disk"),
    ]
    found = overview(rows, rubric)
    assert (found.students, found.graded, found.full) == (3, 2, 1)
    assert (found.mean, found.median) == (15.0, 15.0)


def test_an_empty_class_has_no_numbers(rubric: Any) -> None:
    found = overview([], rubric)
    assert (found.mean, found.median, found.points) == (None, None, None)
    assert [each.accuracies for each in found.problems] == [None, None]
    assert found.failures == {}
    assert found.same_networks == ()
    assert found.not_graded == ()


def test_reasons_are_given_once_with_the_most_frequent_first(rubric: Any) -> None:
    rows = [student(n, reason=why) for n, why in (("a", "x"), ("b", "y"), ("c", "y"))]
    assert overview(rows, rubric).not_graded == (("y", ("b", "c")), ("x", ("a",)))


def test_students_for_whom_a_person_should_choose_are_listed(rubric: Any) -> None:
    rows = [
        student("a", problem("2C"), problem("2D", needs_person="two networks fit")),
        student("b", problem("2C"), problem("2D")),
    ]
    assert overview(rows, rubric).unsettled == (rows[0],)


def test_rules_are_counted_per_problem(rubric: Any) -> None:
    rows = [
        student("a", problem("2C", failed_rules=("accuracy",)), problem("2D")),
        student(
            "b",
            problem("2C", failed_rules=("model",)),
            problem("2D", failed_rules=("model", "accuracy")),
        ),
        student("c", problem("2D", failed_rules=("accuracy",))),
    ]
    assert overview(rows, rubric).failures == {
        "accuracy": {"2C": 1, "2D": 2},
        "model": {"2C": 1, "2D": 1},
    }


class TestSameNetworks:
    def groups(self, rubric: Any, *members: Sequence[str]) -> Any:
        """Give (student, problem, network, recipe) as a class, and find its groups."""
        rows = [
            student(name, problem(id_, network=network, recipe=recipe, layers=f"layers {network}"))
            for name, id_, network, recipe in members
        ]
        return overview(rows, rubric).same_networks

    def test_one_student_is_no_group(self, rubric: Any) -> None:
        assert self.groups(rubric, ("a", "2C", "n", "r"), ("b", "2C", "m", "r")) == ()

    def test_the_same_network_for_two_problems_is_no_group(self, rubric: Any) -> None:
        assert self.groups(rubric, ("a", "2C", "n", "r"), ("b", "2D", "n", "r")) == ()

    def test_the_same_layers_and_the_same_recipe(self, rubric: Any) -> None:
        (group,) = self.groups(rubric, ("a", "2C", "n", "r"), ("b", "2C", "n", "r"))
        assert (group.problem, group.students, group.layers) == ("2C", ("a", "b"), "layers n")
        assert group.one_recipe

    def test_the_same_layers_trained_in_other_ways(self, rubric: Any) -> None:
        (group,) = self.groups(rubric, ("a", "2C", "n", "r"), ("b", "2C", "n", "s"))
        assert (group.recipes, group.one_recipe) == ((), False)

    def test_some_of_a_group_share_the_recipe(self, rubric: Any) -> None:
        members = [(name, "2C", "n", recipe) for name, recipe in zip("abcd", "rsrt", strict=True)]
        (group,) = self.groups(rubric, *members)
        assert (group.recipes, group.one_recipe) == ((("a", "c"),), False)

    def test_problems_come_in_order_and_large_groups_first(self, rubric: Any) -> None:
        members = [
            ("a", "2D", "n", "r"),
            ("b", "2D", "n", "r"),
            *[(name, "2C", "m", "r") for name in "ab"],
            *[(name, "2C", "o", "r") for name in "cde"],
        ]
        found = self.groups(rubric, *members)
        assert [(each.problem, len(each.students)) for each in found] == [
            ("2C", 3),
            ("2C", 2),
            ("2D", 2),
        ]
