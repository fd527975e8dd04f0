from typing import Any

import pytest

from grader.checks.required_layers import check_required_layers

ALLOWED = ("Flatten", "Linear", "Dropout", "BatchNorm1d", "BatchNorm2d")


def rules(**required: int) -> dict[str, Any]:
    return {"allowed_layers": ALLOWED, "required_layers": required}


@pytest.mark.parametrize(("count", "outcome"), [(0, "failed"), (1, "failed"), (2, "passed")])
def test_required_count_is_inclusive(build: Any, count: int, outcome: str) -> None:
    network = build.network("Flatten", *[("Dropout", 0.5)] * count)
    check = check_required_layers(build.under_test(network, network=rules(Dropout=2)))
    assert check is not None
    assert check.outcome == outcome
    assert "at least 2" in check.message


def test_every_missing_kind_is_named_and_only_those(build: Any) -> None:
    network = build.network(("Dropout", 0.5))
    wanted = rules(Dropout=1, BatchNorm2d=1, Linear=2)
    check = check_required_layers(build.under_test(network, network=wanted))
    assert check is not None
    assert check.message == "no BatchNorm2d layer; at least 1; no Linear layer; at least 2"
    assert check.advice == "add nn.BatchNorm2d and nn.Linear"


@pytest.mark.parametrize("kind", ["BatchNorm1d", "BatchNorm2d"])
def test_batch_norm_stands_for_either_kind(build: Any, kind: str) -> None:
    under_test = build.under_test(build.network((kind, 10)), network=rules(BatchNorm=1))
    check = check_required_layers(under_test)
    assert check is not None
    assert check.outcome == "passed"


def test_advice_names_a_class_that_exists(build: Any) -> None:
    check = check_required_layers(build.under_test(network=rules(BatchNorm=1)))
    assert check is not None
    assert check.advice is not None
    assert "nn.BatchNorm1d" in check.advice


def test_a_subclass_of_a_required_layer_does_not_count(build: Any) -> None:
    network = build.network(("Unsupported", "Dropout", "is a subclass of Dropout"))
    check = check_required_layers(build.under_test(network, network=rules(Dropout=1)))
    assert check is not None
    assert check.outcome == "failed"


def test_nothing_required_says_nothing(build: Any) -> None:
    assert check_required_layers(build.under_test()) is None
