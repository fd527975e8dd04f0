"""Which rules are there, and in which order are they reported?"""

from collections.abc import Callable
from typing import get_args

from grader.checks.allowed_layers import check_allowed_layers
from grader.checks.budgets import check_hidden_layers, check_hidden_units, check_parameters
from grader.checks.problem_under_test import UnderTest
from grader.checks.required_layers import check_required_layers
from grader.checks.shapes import check_shapes
from grader.checks.training_plan import check_optimizer, check_scheduler, check_training
from grader.choosing import Answer
from grader.results import CheckResult, RuleName

RULE_ORDER: tuple[str, ...] = get_args(RuleName)

Check = Callable[[UnderTest], CheckResult | None]
"""Holds one rule against a network; `None` where the rubric has no such rule."""

CHECKS: tuple[Check, ...] = (
    check_allowed_layers,
    check_shapes,
    check_hidden_units,
    check_hidden_layers,
    check_parameters,
    check_required_layers,
    check_optimizer,
    check_scheduler,
    check_training,
)


def run_checks(answer: Answer, under_test: UnderTest) -> tuple[CheckResult, ...]:
    """Hold every rule against a network, so that a student sees all that is broken at once.

    What choosing found wrong with the optimizer, the schedule or a number takes that rule's place.
    """
    faulty = {fault.rule for fault in answer.faults}
    found = [
        CheckResult.passed("submission", "the file can be read and run"),
        CheckResult.passed("model", f"an nn.Sequential ({answer.found})"),
    ]
    for check in CHECKS:
        result = check(under_test)
        if result is not None and result.rule not in faulty:
            found.append(result)
    found += answer.faults
    return tuple(sorted(found, key=lambda check: RULE_ORDER.index(check.rule)))


def all_passed(checks: tuple[CheckResult, ...]) -> bool:
    """Whether nothing failed and nothing was left undecided."""
    return all(check.outcome == "passed" for check in checks)
