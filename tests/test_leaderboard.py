from typing import Any

import pytest

from grader.class_results import ProblemRow, StudentRow
from grader.leaderboard import leaderboard_entries, published, standings
from grader.results import Grade, ProblemGrade, Provenance
from grader.rubric import Rubric


def problem(id_: str, accuracy: float | None, points: float = 10.0, **more: Any) -> ProblemRow:
    return ProblemRow(
        id=id_,
        outcome=more.pop("outcome", "graded"),
        points=points,
        max_points=10.0,
        extra_credit=False,
        accuracy=accuracy,
        failed_rules=(),
        **more,
    )


def student(name: str, *problems: ProblemRow, status: Any = "graded") -> StudentRow:
    points = sum(each.points or 0 for each in problems) if status == "graded" else None
    return StudentRow(
        student=name, status=status, points=points, max_points=20.0, problems=problems
    )


def ranked(build: Any, entry: dict[str, Any], *rows: StudentRow) -> list[tuple[int, str, float]]:
    rubric = build.rubric({"id": "2C"}, {"id": "2D"}, leaderboard=({"name": "x", **entry},))
    (found,) = standings(rows, rubric)
    return [(place.rank, place.student, place.value) for place in found.places]


def test_the_highest_accuracy_is_first_and_equal_ones_share_a_place(build: Any) -> None:
    rows = (
        student("bo", problem("2C", 0.98)),
        student("Al", problem("2C", 0.98)),
        student("cy", problem("2C", 0.99)),
        student("di", problem("2C", 0.95)),
    )
    assert ranked(build, {"problem": "2C", "show": "accuracy"}, *rows) == [
        (1, "cy", 0.99),
        (2, "Al", 0.98),
        (2, "bo", 0.98),
        (4, "di", 0.95),
    ]


@pytest.mark.parametrize(("show", "first"), [("parameters", "small"), ("hidden_units", "small")])
def test_the_smallest_network_is_first(build: Any, show: Any, first: str) -> None:
    small = student("small", problem("2C", 0.95, parameters=10, hidden_units=1))
    large = student("large", problem("2C", 0.95, parameters=20, hidden_units=2))
    assert ranked(build, {"problem": "2C", "show": show}, large, small)[0][1] == first
    turned = {"problem": "2C", "show": show, "order": "desc"}
    assert ranked(build, turned, large, small)[0][1] == "large"


def test_the_lowest_threshold_admits_and_one_image_below_it_does_not(build: Any) -> None:
    rows = (student("on", problem("2C", 0.9)), student("under", problem("2C", 0.8999)))
    board = ranked(build, {"problem": "2C", "show": "parameters"}, *rows)
    assert board == []  # a network that was not counted has no size to show
    board = ranked(build, {"problem": "2C", "show": "accuracy"}, *rows)
    assert [name for _, name, _ in board] == ["on"]


def test_who_is_not_graded_or_not_trained_is_on_no_board(build: Any) -> None:
    rows = (
        student("broken", problem("2C", None, 0.0)),
        student("cut off", problem("2C", 0.95, outcome="not_graded")),
        student("half", problem("2C", 0.95), status="not_graded"),
    )
    for entry in ({"problem": "2C", "show": "accuracy"}, {"show": "points"}):
        assert ranked(build, entry, *rows) == []


def test_without_a_problem_the_total_counts(build: Any) -> None:
    rows = (
        student("both", problem("2C", 0.95, 6.0), problem("2D", 0.98)),
        student("one", problem("2C", 0.98), problem("2D", None, 0.0)),
        student("none", problem("2C", 0.5, 0.0), problem("2D", None, 0.0)),
    )
    assert ranked(build, {"show": "points"}, *rows) == [(1, "both", 16.0), (2, "one", 10.0)]


def test_an_entry_whose_problem_is_left_out_of_a_run_is_skipped(build: Any) -> None:
    boards = tuple({"name": id_, "problem": id_, "show": "accuracy"} for id_ in ("2C", "2D"))
    rubric = build.rubric({"id": "2C"}, {"id": "2D"}, leaderboard=boards)
    alone = rubric.model_copy(update={"problems": rubric.problems[:1]})
    assert [entry.name for entry in published(alone)] == ["2C"]
    assert [each.entry.name for each in standings((), alone)] == ["2C"]


@pytest.fixture
def rubric(build: Any) -> Any:
    boards = (
        {"name": "accuracy", "problem": "2C", "show": "accuracy"},
        {"name": "total", "show": "points"},
        {"name": "worst", "show": "points", "order": "asc"},
        {"name": "2D", "problem": "2D", "show": "accuracy"},
    )
    return build.rubric({"id": "2C"}, {"id": "2D"}, leaderboard=boards)


def grade(status: Any, provenance: Any) -> Grade:
    done: dict[str, Any] = {"title": "", "outcome": "graded", "max_points": 10.0, "checks": ()}
    problems = (
        ProblemGrade(id="2C", points=6.0, accuracy=0.97496, **done),
        ProblemGrade(id="2D", points=0.0, accuracy=None, **done),
    )
    return Grade(student="al", status=status, problems=problems, provenance=provenance, seconds=1.0)


def test_gradescope_gets_percent_and_an_order_only_where_low_is_best(
    rubric: Rubric, provenance: Any
) -> None:
    assert leaderboard_entries(grade("graded", provenance), rubric) == [
        {"name": "accuracy", "value": 97.496},
        {"name": "total", "value": 6.0},
        {"name": "worst", "value": 6.0, "order": "asc"},
    ]


def test_checked_rules_make_no_entry(rubric: Rubric, provenance: Any) -> None:
    assert leaderboard_entries(grade("checked", provenance), rubric) == []


@pytest.fixture
def provenance() -> Any:
    texts = dict.fromkeys(("grader", "rubric", "rubric_sha256", "dataset", "sandbox"), "x")
    absent = ("submission_sha256", "dataset_sha256", "device", "device_name", "threads")
    more = ("torch", "torchvision", "cuda")
    return Provenance.model_validate(
        {**texts, **dict.fromkeys((*absent, *more)), "python": "3.11", "seeds": (0,)}
    )
