from typing import Any

import pytest

from grader.class_results import MAX_CANDIDATES, problem_row, student_row
from grader.network_spec import NetworkSpec
from grader.records import MAX_STUDENT_TEXT
from grader.results import Candidate, CheckResult, NetworkSummary, NotGraded, ProblemGrade
from grader.submissions import SourceFile, Submission


def graded(build: Any, network: NetworkSpec, **more: Any) -> ProblemGrade:
    summary = NetworkSummary(
        layers=network.layers,
        output_shapes=(),
        parameters=79_510,
        hidden_units=100,
        hidden_layers=1,
        multiply_adds=1,
        optimizer=build.adam(network, **more.pop("options", {})),
        schedule=None,
        epochs=more.pop("epochs", 10),
        batch_size=more.pop("batch_size", 32),
    )
    return ProblemGrade(
        id="2C",
        title="",
        outcome="graded",
        points=10.0,
        max_points=10.0,
        checks=more.pop("checks", ()),
        network=summary,
    )


def renamed(network: NetworkSpec) -> NetworkSpec:
    layers = tuple(
        layer.model_copy(update={"name": f"fc{position}"})
        for position, layer in enumerate(network.layers)
    )
    return network.model_copy(update={"layers": layers})


def test_the_names_of_layers_make_no_other_network(build: Any) -> None:
    network = build.network()
    one, other = (problem_row(graded(build, each)) for each in (network, renamed(network)))
    assert one.network == other.network is not None
    assert one.recipe == other.recipe is not None


@pytest.mark.parametrize(
    "calls",
    [
        ("Flatten", ("Linear", 784, 99), "ReLU", ("Linear", 99, 10)),
        ("Flatten", ("Linear", 784, 100), ("Linear", 100, 10), "ReLU"),
        ("Flatten", ("Linear", 784, 100), "ReLU", ("Dropout", 0.1), ("Linear", 100, 10)),
    ],
)
def test_another_width_order_or_layer_is_another_network(build: Any, calls: Any) -> None:
    one = problem_row(graded(build, build.network()))
    other = problem_row(graded(build, build.network(*calls)))
    assert one.network != other.network


@pytest.mark.parametrize("change", [{"options": {"lr": 0.1}}, {"epochs": 11}, {"batch_size": 8}])
def test_the_same_network_trained_in_another_way_has_another_recipe(
    build: Any, change: dict[str, Any]
) -> None:
    network = build.network()
    one = problem_row(graded(build, network))
    other = problem_row(graded(build, network, **change))
    assert one.network == other.network
    assert one.recipe != other.recipe


def test_layers_are_in_words_and_never_long(build: Any) -> None:
    row = problem_row(graded(build, build.network()))
    assert row.layers == "Flatten, Linear(784, 100), ReLU, Linear(100, 10)"
    deep = problem_row(graded(build, build.network(*["ReLU"] * 500)))
    assert deep.layers is not None
    assert len(deep.layers) <= MAX_STUDENT_TEXT


def test_a_rule_that_fails_twice_counts_once(build: Any) -> None:
    failed = CheckResult.failed("optimizer", "no")
    row = problem_row(
        graded(build, build.network(), checks=(failed, failed, CheckResult.passed("model", "yes")))
    )
    assert row.failed_rules == ("optimizer",)


def test_who_is_not_graded_has_no_points_and_the_number_of_the_course_site() -> None:
    submission = Submission("bob", (SourceFile(b""),), id="7", email="bob@example.org")
    done = NotGraded(student="bob", reason="no disk", max_points=10.0, seconds=1.0)
    row = student_row(submission, done)
    assert (row.status, row.points, row.reason) == ("not_graded", None, "no disk")
    assert (row.id, row.email, row.problems) == ("7", "bob@example.org", ())


def test_candidates_are_kept_only_where_a_person_should_choose(build: Any) -> None:
    many = tuple(Candidate(pick=str(line), shown="net") for line in range(1, MAX_CANDIDATES + 2))
    certain = graded(build, build.network()).model_copy(update={"candidates": many})
    assert problem_row(certain).candidates == ()
    row = problem_row(certain.model_copy(update={"needs_person": "two networks fit"}))
    assert row.needs_person == "two networks fit"
    assert row.candidates == many[:MAX_CANDIDATES]
