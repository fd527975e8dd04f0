"""Is the network small enough, and deep enough?"""

from grader.checks.problem_under_test import UnderTest
from grader.layer_calls import layer_call
from grader.network_size import count_parameters, hidden_layers, hidden_units, network_parameters
from grader.results import CheckResult

UNCOUNTABLE = "cannot be counted before allowed-layers passes"
"""Some layers are unknown, so that a count of the others is only a lower bound."""


def check_hidden_units(under_test: UnderTest) -> CheckResult | None:
    """Compare the sum of `out_features` over the hidden layers with the ceiling, inclusive."""
    limit = under_test.rules.max_hidden_units
    if limit is None:
        return None
    units = hidden_units(under_test.network)
    widths = " + ".join(f"{layer.out_features:,}" for layer in hidden_layers(under_test.network))
    sum_shown = f" ({widths})" if "+" in widths and len(widths) < 80 else ""
    message = f"{units:,} hidden units{sum_shown}; at most {limit:,}"
    if units <= limit and not under_test.all_layers_known:
        return CheckResult.skipped("hidden-units", UNCOUNTABLE)
    if units <= limit:
        return CheckResult.passed("hidden-units", message, measured=units, limit=limit)
    return CheckResult.failed(
        "hidden-units",
        message,
        measured=units,
        limit=limit,
        advice=f"take {units - limit:,} away; every Linear but the last counts",
    )


def check_hidden_layers(under_test: UnderTest) -> CheckResult | None:
    """Compare the number of hidden layers with the floor, inclusive."""
    limit = under_test.rules.min_hidden_layers
    if limit is None:
        return None
    count = len(hidden_layers(under_test.network))
    message = f"{count} hidden layer{'s' * (count != 1)}; at least {limit}"
    if count >= limit:
        return CheckResult.passed("hidden-layers", message, measured=count, limit=limit)
    if not under_test.all_layers_known:
        return CheckResult.skipped("hidden-layers", UNCOUNTABLE)
    return CheckResult.failed(
        "hidden-layers",
        message,
        measured=count,
        limit=limit,
        advice="a hidden layer is a Linear that is not the last",
    )


def check_parameters(under_test: UnderTest) -> CheckResult | None:
    """Compare the number of learned parameters with the ceiling, exclusive, or the exact count."""
    below, exactly = under_test.rules.parameters_below, under_test.rules.parameters_exactly
    limit = below if exactly is None else exactly
    if limit is None:
        return None
    parameters = network_parameters(under_test.network)
    rule = "must be fewer than" if exactly is None else "must be exactly"
    message = f"{parameters:,} parameters; {rule} {limit:,}"
    too_many = parameters > limit if exactly is not None else parameters >= limit
    if not too_many and not under_test.all_layers_known:
        return CheckResult.skipped("parameters", UNCOUNTABLE)
    if parameters == limit if exactly is not None else not too_many:
        return CheckResult.passed("parameters", message, measured=parameters, limit=limit)
    return CheckResult.failed(
        "parameters", message, measured=parameters, limit=limit, advice=_where(under_test)
    )


def _where(under_test: UnderTest) -> str:
    """Say which layer holds most of the parameters."""
    counts = [
        (count_parameters(layer), layer) for _, layer in under_test.network.trainable_layers()
    ]
    if not counts:
        return "the network has no layer with parameters"
    most, layer = max(counts, key=lambda pair: pair[0])
    return f"{layer_call(layer)} holds {most:,} of them"
