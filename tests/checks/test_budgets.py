from typing import Any

import pytest

from grader.checks.budgets import check_hidden_layers, check_hidden_units, check_parameters


def mlp(build: Any, *widths: int) -> Any:
    pairs = zip((784, *widths), (*widths, 10), strict=True)
    return build.network("Flatten", *(("Linear", a, b) for a, b in pairs))


@pytest.mark.parametrize(("units", "outcome"), [(99, "passed"), (100, "passed"), (101, "failed")])
def test_hidden_units_budget_is_inclusive(build: Any, units: int, outcome: str) -> None:
    under_test = build.under_test(mlp(build, units), network={"max_hidden_units": 100})
    check = check_hidden_units(under_test)
    assert check is not None
    assert (check.outcome, check.measured, check.limit) == (outcome, units, 100)
    assert f"{units} hidden units" in check.message
    assert "at most 100" in check.message


def test_hidden_units_are_summed_over_layers(build: Any) -> None:
    check = check_hidden_units(
        build.under_test(mlp(build, 60, 41), network={"max_hidden_units": 100})
    )
    assert check is not None
    assert "101 hidden units (60 + 41)" in check.message
    assert check.advice is not None
    assert "take 1 away" in check.advice


@pytest.mark.parametrize(
    ("widths", "outcome"), [((50,), "failed"), ((50, 50), "passed"), ((9, 9, 9), "passed")]
)
def test_hidden_layers_floor_is_inclusive(
    build: Any, widths: tuple[int, ...], outcome: str
) -> None:
    check = check_hidden_layers(
        build.under_test(mlp(build, *widths), network={"min_hidden_layers": 2})
    )
    assert check is not None
    assert (check.outcome, check.measured, check.limit) == (outcome, len(widths), 2)
    assert f"{len(widths)} hidden layer" in check.message
    assert "at least 2" in check.message


PARAMETERS = 784 * 100 + 100 + 100 * 10 + 10


@pytest.mark.parametrize(
    ("below", "outcome"),
    [(PARAMETERS + 1, "passed"), (PARAMETERS, "failed"), (PARAMETERS - 1, "failed")],
)
def test_parameter_budget_is_exclusive(build: Any, below: int, outcome: str) -> None:
    check = check_parameters(build.under_test(network={"parameters_below": below}))
    assert check is not None
    assert (check.outcome, check.measured, check.limit) == (outcome, PARAMETERS, below)
    assert check.message == f"79,510 parameters; must be fewer than {below:,}"


@pytest.mark.parametrize(("off", "outcome"), [(-1, "failed"), (0, "passed"), (1, "failed")])
def test_exact_parameter_count_allows_no_other(build: Any, off: int, outcome: str) -> None:
    limit = PARAMETERS + off
    check = check_parameters(build.under_test(network={"parameters_exactly": limit}))
    assert check is not None
    assert check.outcome == outcome
    assert f"must be exactly {limit:,}" in check.message


def test_advice_names_the_layer_with_most_parameters(build: Any) -> None:
    check = check_parameters(build.under_test(network={"parameters_below": 10}))
    assert check is not None
    assert check.advice == "Linear(784, 100) holds 78,500 of them"


def test_rules_that_the_rubric_does_not_have_say_nothing(build: Any) -> None:
    under_test = build.under_test()
    assert check_hidden_units(under_test) is None
    assert check_hidden_layers(under_test) is None
    assert check_parameters(under_test) is None
