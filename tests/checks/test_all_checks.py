from typing import Any

from grader.checks.all_checks import RULE_ORDER, all_passed, run_checks
from grader.results import CheckResult


def test_rules_are_reported_in_one_order(build: Any) -> None:
    limits = {"max_hidden_units": 100, "min_hidden_layers": 1, "parameters_below": 10**6}
    checks = run_checks(build.answer(), build.under_test(network=limits))
    positions = [RULE_ORDER.index(check.rule) for check in checks]
    assert positions == sorted(positions)
    assert all_passed(checks)


def test_all_broken_rules_are_seen_at_once(build: Any) -> None:
    network = build.network("Flatten", ("Linear", 784, 101), "Tanh", ("Linear", 101, 9))
    under_test = build.under_test(network, network={"max_hidden_units": 100})
    checks = run_checks(build.answer(network), under_test)
    failed = [check.rule for check in checks if check.outcome == "failed"]
    assert failed == ["allowed-layers", "shapes", "hidden-units"]


def test_every_fault_of_choosing_takes_its_rules_place(build: Any) -> None:
    faults = (
        CheckResult.failed("training", "epochs is None"),
        CheckResult.failed("training", "batch_size is None"),
        CheckResult.failed("scheduler", "it has no optimizer"),
    )
    checks = run_checks(build.answer(faults=faults), build.under_test())
    assert [check.message for check in checks if check.rule == "training"] == [
        "epochs is None",
        "batch_size is None",
    ]
    assert [check.outcome for check in checks if check.rule == "scheduler"] == ["failed"]


def test_what_is_undecided_has_not_passed() -> None:
    assert not all_passed((CheckResult.skipped("shapes", "cannot be worked out"),))
