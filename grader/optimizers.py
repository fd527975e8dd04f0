"""Which optimizers can the trainer run, and with which options? A table of `torch.optim`.

Kept as a table, so that a rubric and a description are validated without importing torch. A test
compares it with the installed torch.
"""

import math
from collections.abc import Mapping

from grader.network_spec import OptionValue

OPTIMIZERS: dict[str, dict[str, OptionValue]] = {
    "Adadelta": {"lr": 1.0, "rho": 0.9, "eps": 1e-6, "weight_decay": 0, "maximize": False},
    "Adafactor": {
        "lr": 1e-2,
        "beta2_decay": -0.8,
        "eps": (None, 1e-3),
        "d": 1.0,
        "weight_decay": 0.0,
        "maximize": False,
    },
    "Adagrad": {
        "lr": 1e-2,
        "lr_decay": 0,
        "weight_decay": 0,
        "initial_accumulator_value": 0,
        "eps": 1e-10,
        "maximize": False,
    },
    "Adam": {
        "lr": 1e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 0,
        "amsgrad": False,
        "maximize": False,
        "decoupled_weight_decay": False,
    },
    "AdamW": {
        "lr": 1e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 1e-2,
        "amsgrad": False,
        "maximize": False,
        "decoupled_weight_decay": True,
    },
    "Adamax": {
        "lr": 2e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 0,
        "maximize": False,
    },
    "ASGD": {
        "lr": 1e-2,
        "lambd": 1e-4,
        "alpha": 0.75,
        "t0": 1e6,
        "weight_decay": 0,
        "maximize": False,
    },
    "Muon": {
        "lr": 1e-3,
        "weight_decay": 0.1,
        "momentum": 0.95,
        "nesterov": True,
        "ns_coefficients": (3.4445, -4.775, 2.0315),
        "eps": 1e-7,
        "ns_steps": 5,
        "adjust_lr_fn": None,
    },
    "NAdam": {
        "lr": 2e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 0,
        "momentum_decay": 4e-3,
        "decoupled_weight_decay": False,
        "maximize": False,
    },
    "RAdam": {
        "lr": 1e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 0,
        "maximize": False,
        "decoupled_weight_decay": False,
    },
    "RMSprop": {
        "lr": 1e-2,
        "momentum": 0,
        "alpha": 0.99,
        "eps": 1e-8,
        "centered": False,
        "weight_decay": 0,
        "maximize": False,
    },
    "Rprop": {"lr": 1e-2, "etas": (0.5, 1.2), "step_sizes": (1e-6, 50), "maximize": False},
    "SGD": {
        "lr": 1e-3,
        "momentum": 0,
        "dampening": 0,
        "weight_decay": 0,
        "nesterov": False,
        "maximize": False,
    },
}
"""Name -> option -> torch's default. Left out: LBFGS (needs a closure), SparseAdam (sparse
gradients), and options that change how fast a step is and not what it computes."""


def options_with_defaults(name: str) -> dict[str, OptionValue]:
    """List the options of an optimizer, each with torch's default.

    Raises:
        KeyError: not an optimizer of the table.
    """
    return dict(OPTIMIZERS[name])


def option_fits(name: str, option: str, value: object) -> bool:
    """Whether a value is of the kind an optimizer takes for an option: a switch, a number, a pair.

    torch checks what its constructors are given, and nothing of what stands in a parameter group.
    """
    default = OPTIMIZERS[name].get(option)
    match default:
        case bool():
            return isinstance(value, bool)
        case int() | float():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case tuple():
            return isinstance(value, tuple) and len(value) == len(default)
        case _:
            return value is None or isinstance(value, str)


def option_fault(name: str, options: Mapping[str, object]) -> str | None:
    """Find what torch's constructor would refuse in a parameter group; completes "adam ...".

    Args:
        name: an optimizer of the table.
        options: those of one group; others than the table's do not matter.
    """
    for option in OPTIMIZERS[name]:
        if option not in options:
            return f"has no {option} that can be read"
        value = options[option]
        if not option_fits(name, option, value):
            return f"has a {option} that is not what {name} takes"
        if not _in_range(option, value):
            return f"has {option} = {_shown(value)}, which {name} does not take"
    if (
        name == "SGD"
        and options["nesterov"]
        and not (options["momentum"] and not options["dampening"])
    ):
        return "has nesterov without a momentum, or with a dampening"
    return None


def _in_range(option: str, value: object) -> bool:
    """Whether a value of the right kind lies where torch wants it."""
    numbers = value if isinstance(value, tuple) else (value,)
    if not all(math.isfinite(number) for number in numbers if isinstance(number, int | float)):
        return False
    match option, value:
        case "betas", (float() | int() as first, float() | int() as second):
            return 0 <= first < 1 and 0 <= second < 1
        case "etas", (float() | int() as down, float() | int() as up):
            return 0 < down < 1 < up
        case "eps", (None, float() | int() as eps):
            return eps >= 0
        case "eps", (float() | int() as eps, float() | int() as other):
            return eps >= 0 and other >= 0
        case _, tuple():
            return option not in ("betas", "etas", "eps") and None not in value
        case "beta2_decay", float() | int():
            return value <= 0
        case "d", float() | int():
            return value >= 1
        case "rho", float() | int():
            return 0 <= value <= 1
        case _, float() | int():
            return value >= 0 or option in ("dampening", "t0")
        case _:
            return True


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
