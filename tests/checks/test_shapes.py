from typing import Any

from grader.checks.shapes import check_shapes


def shapes(build: Any, *calls: Any) -> Any:
    return check_shapes(build.under_test(build.network(*calls)))


def test_a_network_that_fits_passes(build: Any) -> None:
    check = check_shapes(build.under_test())
    assert check.outcome == "passed"
    assert check.message == "1x28x28 in, 10 out"


def test_the_layer_that_does_not_fit_is_named_with_both_sizes(build: Any) -> None:
    check = shapes(build, "Flatten", ("Linear", 783, 10))
    assert check.outcome == "failed"
    assert check.message == (
        "layer 2, Linear(783, 10), gets 784 and wants 783 features as its last dimension"
    )
    assert check.advice == "write 784 as its first number"


def test_a_missing_flatten_is_guessed(build: Any) -> None:
    check = shapes(build, ("Linear", 784, 10))
    assert check.outcome == "failed"
    assert check.advice == "put nn.Flatten() before it"


def test_eleven_outputs_are_one_too_many(build: Any) -> None:
    check = shapes(build, "Flatten", ("Linear", 784, 11))
    assert check.outcome == "failed"
    assert "puts out 11" in check.message
    assert "must put out 10" in check.message


def test_outputs_that_are_not_flat_fail(build: Any) -> None:
    assert shapes(build, ("Linear", 28, 10)).outcome == "failed"


def test_behind_a_layer_that_is_not_torchs_nothing_is_decided(build: Any) -> None:
    check = shapes(build, "Flatten", ("Unsupported", "Block", "is odd"), ("Linear", 1, 10))
    assert check.outcome == "skipped"
    assert "layer 2" in check.message
