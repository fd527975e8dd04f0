"""With what would the student train? Optimizers and schedules, read off the live objects."""

import contextlib
import copy
import re
import sys
import types
import warnings
from collections import OrderedDict
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

from grader.inside_container.observe_layers import ObservedNetwork
from grader.inside_container.own_interpreter import restore
from grader.inside_container.plain_values import (
    attributes_of,
    class_name,
    exact_int,
    exact_number,
    is_a,
    one_of,
    own_name,
    say_exception,
    say_number,
)

_suppress = contextlib.suppress
_catch_warnings, _simplefilter, _deepcopy = (
    warnings.catch_warnings,
    warnings.simplefilter,
    copy.deepcopy,
)
_optimizer_module = sys.modules["torch.optim.optimizer"]
Optimizer = torch.optim.Optimizer
LRScheduler = torch.optim.lr_scheduler.LRScheduler
ReduceLROnPlateau = torch.optim.lr_scheduler.ReduceLROnPlateau

_OPTIMIZERS: tuple[type, ...] = tuple(
    cls
    for cls in vars(torch.optim).values()
    if isinstance(cls, type) and issubclass(cls, Optimizer) and cls is not Optimizer
)


def _wrap_steps() -> types.CodeType:
    """Have torch wrap every optimizer's `step`, as it does when it first builds one.

    Returns:
        The code with which a scheduler wraps it once more.
    """
    for cls in _OPTIMIZERS:
        cls([torch.nn.Parameter(torch.zeros(1, 1))])
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    torch.optim.lr_scheduler.StepLR(optimizer, 1)
    code: types.CodeType = vars(optimizer)["step"].__code__
    return code


_SCHEDULERS_WRAPPER = _wrap_steps()
_MEMBERS: dict[type, dict[str, Any]] = {
    cls: {name: member for name, member in vars(cls).items() if callable(member)}
    for cls in (Optimizer, *_OPTIMIZERS)
}

# How fast a step is, not what it computes; and what schedulers note down for themselves.
_NOT_HYPERPARAMETERS = frozenset(
    (
        *("params", "foreach", "fused", "capturable", "differentiable"),
        *("initial_lr", "max_lr", "min_lr", "max_momentum", "base_momentum"),
    )
)
_WORDS = ("original", "match_rms_adamw")
# What `grader.network_spec` takes for the name of an option.
_is_option_name = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}").fullmatch


def observe_optimizer(optimizer: Any, network: ObservedNetwork) -> dict[str, Any] | None:
    """Describe an optimizer as seen from one network; `None` if it holds no parameter of it."""
    groups, foreign = [], 0
    defect = _optimizer_defect(optimizer)
    for group in _plain_groups(optimizer):
        names = [network.parameters.get(id(parameter)) for parameter in group["params"]]
        foreign += names.count(None)
        options, odd = _options(group)
        defect = defect or odd
        groups.append({"parameters": [name for name in names if name], "options": options})
    if not any(group["parameters"] for group in groups):
        return None
    return {
        "name": class_name(optimizer),
        "groups": groups,
        "foreign_parameters": foreign,
        "defect": defect,
    }


def _plain_groups(optimizer: Any) -> list[dict[str, Any]]:
    """Give the parameter groups; `ValueError` if they are not the lists and dicts of torch."""
    groups = attributes_of(optimizer, Optimizer).get("param_groups")
    if type(groups) is not list or not all(
        type(group) is dict and type(group.get("params")) is list for group in groups
    ):
        raise ValueError("its param_groups are not torch's own lists and dictionaries")
    return groups


def _optimizer_defect(optimizer: Any) -> str | None:
    if not one_of(optimizer, _OPTIMIZERS):
        base = next((own_name(cls) for cls in _OPTIMIZERS if is_a(optimizer, cls)), "Optimizer")
        return f"is a subclass of {base}, not one of torch.optim's own classes"
    own = attributes_of(optimizer, Optimizer)
    if "step" in own and not _wrapped_by_scheduler(own["step"], optimizer):
        return "has its step replaced"
    for hooks in ("_optimizer_step_pre_hooks", "_optimizer_step_post_hooks"):
        if not one_of(own.get(hooks), (dict, OrderedDict)) or own[hooks]:
            return "has a hook on its step"
    for hooks, known in _OUR_HOOKS.items():
        if list(getattr(_optimizer_module, hooks).values()) != known:
            return "has a hook on its step, as all optimizers"
    for cls, members in _MEMBERS.items():
        if is_a(optimizer, cls) and any(
            vars(cls).get(name) is not member for name, member in members.items()
        ):
            return f"is of a class, {own_name(cls)}, that the file has changed"
    return None


def _wrapped_by_scheduler(step: Any, optimizer: Any) -> bool:
    """Whether this is the class's own `step`, wrapped by a scheduler to count its calls."""
    if type(step) is not types.FunctionType or step.__code__ is not _SCHEDULERS_WRAPPER:
        return False
    held = [cell.cell_contents for cell in step.__closure__ or ()]
    owner = next(cls for cls in type(optimizer).__mro__ if "step" in _MEMBERS[cls])
    return any(each is _MEMBERS[owner]["step"] for each in held)


def _options(group: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """Read a group's hyperparameters; a second value says which of them is no number."""
    options: dict[str, Any] = {}
    defect = None
    for key, value in group.items():
        if type(key) is not str or key in _NOT_HYPERPARAMETERS or not _is_option_name(key):
            continue
        plain, known = _option(value)
        if known:
            options[key] = plain
        elif key in ("name", "group_name"):  # a label some people give their groups
            continue
        else:
            defect = f"has {key} = {say_number(value)}, which is not a finite number"
    return options, defect


def _option(value: Any) -> tuple[Any, bool]:
    if value is None or type(value) is bool or (type(value) is str and value in _WORDS):
        return value, True
    if one_of(value, (tuple, list)):
        items = [item if item is None else exact_number(item) for item in value]
        lost = any(new is None and old is not None for new, old in zip(items, value, strict=True))
        return items, not lost and len(items) <= 4
    number = exact_number(value)
    return number, number is not None


def has_trained(optimizer: Any) -> bool:
    """Whether the optimizer has taken a step: from then on its options may be mid-schedule."""
    return _STEPPED in attributes_of(optimizer, Optimizer)


def _note_step(optimizer: Any, args: Any, kwargs: Any) -> None:
    vars(optimizer)[_STEPPED] = True


# Its state would not tell: SGD without momentum has none.
_STEPPED = "_has_stepped"
register_optimizer_step_post_hook(_note_step)


_OUR_HOOKS: dict[str, list[Any]] = {
    hooks: list(getattr(_optimizer_module, hooks).values())
    for hooks in ("_global_optimizer_pre_hooks", "_global_optimizer_post_hooks")
}
"""As they are before any student code runs."""


def group_options(optimizer: Any) -> list[dict[str, Any]]:
    """Read what an optimizer's groups hold just now; `ValueError` if they are not torch's own."""
    return [_options(group)[0] for group in _plain_groups(optimizer)]


def observe_schedule(scheduler: Any, epochs: int) -> dict[str, Any]:
    """Describe a schedule by what it does to the learning rate, without touching the original."""
    name = class_name(scheduler)
    if type(scheduler) is ReduceLROnPlateau:
        return {"name": name, **_observe_plateau(scheduler)}
    if is_a(scheduler, ReduceLROnPlateau):
        return {"name": name, "defect": "is a subclass of ReduceLROnPlateau"}
    with _catch_warnings():
        _simplefilter("ignore")
        try:
            return {"name": name, **_record(scheduler, name, epochs)}
        except BaseException as error:  # noqa: BLE001 - a student's lambda may raise anything
            restore()
            return {"name": name, "defect": f"cannot be stepped: {say_exception(error)}"}
        finally:
            restore()


class PerBatch:
    """A schedule that may be meant to be stepped with every batch: a copy to try that on."""

    def __init__(self, twin: Any) -> None:
        self._twin = twin

    @classmethod
    def of(cls, scheduler: Any) -> "PerBatch":
        """Copy a schedule, before it is stepped."""
        try:
            return cls(_copy_with_own_optimizer(scheduler))
        except BaseException:  # noqa: BLE001 - a student's own schedule may refuse to be copied
            return cls(None)
        finally:
            restore()

    def by_epoch(self, epochs: int, steps: int) -> list[dict[str, list[Any]]]:
        """Step through whole trainings, and give each epoch's mean rate per group.

        Args:
            epochs: to go through.
            steps: batches of an epoch.
        """
        if self._twin is None or epochs * steps > MAX_BATCH_STEPS:
            return []
        twin = _copy_with_own_optimizer(self._twin)
        series: list[dict[str, list[Any]]] = [{"lr": []} for _ in twin.optimizer.param_groups]
        with _catch_warnings():
            _simplefilter("ignore")
            for _ in range(epochs):
                sums = [0.0] * len(series)
                for _ in range(steps):
                    for index, group in enumerate(twin.optimizer.param_groups):
                        sums[index] += exact_number(group["lr"]) or 0.0
                    # As torch raises when it has ended; a student's lambda may raise anything.
                    with _suppress(BaseException):
                        twin.step()
                for index, total in enumerate(sums):
                    series[index]["lr"].append(total / steps)
        return series


MAX_BATCH_STEPS = 200_000
"""Of a schedule that are gone through."""


def _record(scheduler: Any, name: str, epochs: int) -> dict[str, Any]:
    """Step a copy through the epochs and write down what moves."""
    twin = _copy_with_own_optimizer(scheduler)
    path = [[_options(group)[0] for group in twin.optimizer.param_groups]]
    ended = None
    while len(path) < epochs:
        try:
            twin.step()
        except Exception as error:  # noqa: BLE001 - OneCycleLR ends with a ValueError, for one
            ended = say_exception(error)
            break
        path.append([_options(group)[0] for group in twin.optimizer.param_groups])
    groups = []
    for index in range(len(path[0])):
        series = {key: [epoch[index].get(key) for epoch in path] for key in path[0][index]}
        groups.append({k: v for k, v in series.items() if k == "lr" or any(x != v[0] for x in v)})
    if not all("lr" in group and None not in group["lr"] for group in groups):
        return {"defect": "makes the learning rate something that is not a finite number"}
    spec = {"kind": "recorded", "name": name, "groups": groups}
    own = attributes_of(scheduler, LRScheduler)
    steps_before = exact_int(own.get("last_epoch", 0)) or 0
    return {"spec": spec, "ended": ended, "steps_before": steps_before}


def _copy_with_own_optimizer(scheduler: Any) -> Any:
    """Copy a scheduler and its optimizer's settings; parameters and state are not copied."""
    optimizer = scheduler.optimizer
    memo: dict[int, Any] = {id(optimizer.state): {}}
    for group in optimizer.param_groups:
        memo |= {id(parameter): parameter for parameter in group["params"]}
    twin = _deepcopy(scheduler, memo)
    # The copy must never train: its step only has to exist, for the scheduler's call counter.
    twin.optimizer.step = types.MethodType(lambda self, closure=None: None, twin.optimizer)
    return twin


def _observe_plateau(scheduler: Any) -> dict[str, Any]:
    own = vars(scheduler)
    numbers = {key: exact_number(own[key]) for key in ("factor", "threshold", "eps")}
    counts = {key: exact_int(own[key]) for key in ("patience", "cooldown")}
    min_lrs = [exact_number(value) for value in own["min_lrs"]]
    known = own["mode"] in ("min", "max") and own["threshold_mode"] in ("rel", "abs")
    if not known or None in (*numbers.values(), *counts.values(), *min_lrs):
        return {"defect": "has an argument that is not a finite number"}
    modes = {key: own[key] for key in ("mode", "threshold_mode")}
    spec = {"kind": "plateau", **modes, **numbers, **counts, "min_lr": min_lrs}
    return {"spec": spec, "ended": None, "steps_before": 0}
