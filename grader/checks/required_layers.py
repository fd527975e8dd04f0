"""Are the layers there that the rubric asks for?"""

from grader.checks.budgets import UNCOUNTABLE
from grader.checks.problem_under_test import UnderTest
from grader.network_spec import BatchNorm1d, BatchNorm2d
from grader.results import CheckResult

_CLASSES = {"BatchNorm": "nn.BatchNorm1d or nn.BatchNorm2d"}
"""A name of the rubric that is no class of torch -> those that it stands for."""


def check_required_layers(under_test: UnderTest) -> CheckResult | None:
    """Count each required layer by its exact class; every kind that is short is named."""
    required = under_test.rules.required_layers
    if not required:
        return None
    counts = {name: _count(under_test, name) for name in required}
    short = [name for name, least in required.items() if counts[name] < least]
    message = "; ".join(_say(name, counts[name], required[name]) for name in short or required)
    if not short:
        return CheckResult.passed("required-layers", message)
    if under_test.network.layer_count > len(under_test.network.layers):
        return CheckResult.skipped("required-layers", UNCOUNTABLE)
    first = short[0]
    return CheckResult.failed(
        "required-layers",
        message,
        measured=counts[first],
        limit=required[first],
        advice=f"add {' and '.join(_CLASSES.get(name, f'nn.{name}') for name in short)}",
    )


def _count(under_test: UnderTest, name: str) -> int:
    layers = [layer for _, layer in under_test.network.trainable_layers()]
    if name == "BatchNorm":
        return sum(isinstance(layer, BatchNorm1d | BatchNorm2d) for layer in layers)
    return sum(layer.type == name for layer in layers)


def _say(name: str, count: int, least: int) -> str:
    counted = f"{count} {name} layer{'s' * (count != 1)}" if count else f"no {name} layer"
    return f"{counted}; at least {least}"
