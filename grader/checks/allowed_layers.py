"""Is every layer one of those the rubric allows, and torch's own?"""

from grader.checks.problem_under_test import UnderTest
from grader.layer_calls import layer_label
from grader.network_spec import Unsupported
from grader.results import CheckResult

MAX_NAMED = 3
"""Layers spelled out in one message."""


def check_allowed_layers(under_test: UnderTest) -> CheckResult:
    """Go through the layers by exact class; every one that is not allowed is named."""
    network, rules = under_test.network, under_test.rules
    if network.layer_count > rules.max_layers:
        return CheckResult.failed(
            "allowed-layers",
            f"{network.layer_count:,} layers; at most {rules.max_layers}",
            measured=network.layer_count,
            limit=rules.max_layers,
            advice="build a network with fewer layers",
        )
    wrong = []
    for position, layer in enumerate(network.layers):
        if isinstance(layer, Unsupported):
            wrong.append(f"{layer_label(position, layer)}, {layer.reason}")
        elif layer.type not in rules.allowed_layers:
            wrong.append(f"{layer_label(position, layer)}, is not allowed here")
    allowed = ", ".join(rules.allowed_layers)
    if not wrong:
        count = len(network.layers)
        return CheckResult.passed(
            "allowed-layers", f"{count} layer{'s' * (count != 1)}, all of them allowed"
        )
    rest = f"; and {len(wrong) - MAX_NAMED} more" if len(wrong) > MAX_NAMED else ""
    return CheckResult.failed(
        "allowed-layers",
        "; ".join(wrong[:MAX_NAMED]) + rest,
        measured=len(wrong),
        limit=0,
        advice=f"use only torch's own, unchanged: {allowed}",
    )
