from typing import Any

import pytest

from grader.checks.allowed_layers import check_allowed_layers


def test_allowed_layers_pass(build: Any) -> None:
    check = check_allowed_layers(build.under_test())
    assert check.outcome == "passed"
    assert "4 layers" in check.message


def test_a_layer_that_is_not_listed_is_named_with_its_position(build: Any) -> None:
    network = build.network("Flatten", ("Linear", 784, 10), "Sigmoid")
    check = check_allowed_layers(build.under_test(network))
    assert check.outcome == "failed"
    assert "layer 3, Sigmoid" in check.message
    assert check.advice is not None
    assert "ReLU" in check.advice


def test_an_unsupported_layer_fails_even_if_it_bears_an_allowed_name(build: Any) -> None:
    network = build.network("Flatten", ("Unsupported", "Linear", "is a subclass of Linear"))
    check = check_allowed_layers(build.under_test(network))
    assert check.outcome == "failed"
    assert "layer 2, Linear, is a subclass of Linear" in check.message


def test_three_wrong_layers_are_spelled_out_and_the_rest_counted(build: Any) -> None:
    three = check_allowed_layers(build.under_test(build.network(*["Tanh"] * 3)))
    assert "more" not in three.message
    five = check_allowed_layers(build.under_test(build.network(*["Tanh"] * 5)))
    assert five.message.endswith("and 2 more")
    assert five.measured == 5


@pytest.mark.parametrize(("count", "outcome"), [(5, "passed"), (6, "passed"), (7, "failed")])
def test_layer_count_is_inclusive(build: Any, count: int, outcome: str) -> None:
    network = build.network(*["ReLU"] * count)
    check = check_allowed_layers(build.under_test(network, network={"max_layers": 6}))
    assert check.outcome == outcome


def test_layers_that_were_not_described_count_too(build: Any) -> None:
    network = build.network(*["ReLU"] * 6, layer_count=1_000)
    check = check_allowed_layers(build.under_test(network, network={"max_layers": 6}))
    assert (check.outcome, check.measured, check.limit) == ("failed", 1_000, 6)
    assert check.message == "1,000 layers; at most 6"
