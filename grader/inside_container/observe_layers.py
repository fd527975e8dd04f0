"""What layers does a `nn.Sequential` hold? Read off the built modules, by exact class.

A layer that is not one of torch's own, untouched, is described as unsupported with a reason: it is
never taken for the layer it looks like.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from grader.inside_container import watched
from grader.inside_container.equivalents import Equivalent
from grader.inside_container.layer_arguments import ARGUMENTS, NotPlain, attributes
from grader.inside_container.plain_values import (
    class_name,
    clean_name,
    is_a,
    one_of,
    own_name,
)

assert watched.WATCH, "it has changed torch's classes before they are remembered below"

# Taken before any student code runs, which may rebind them.
Module, Sequential, Parameter = nn.Module, nn.Sequential, nn.Parameter
LazyModuleMixin = nn.modules.lazy.LazyModuleMixin
_module_module = nn.modules.module
_numel, _untyped_storage = torch.Tensor.numel, torch.Tensor.untyped_storage
_data_ptr = torch.UntypedStorage.data_ptr

MAX_NESTING = 8
MAX_COUNTED = 100_000
"""Where counting layers ends: Sequentials inside Sequentials can make any number of them."""


@dataclass
class ObservedNetwork:
    """The layers of one network, and which parameter is which."""

    layers: list[dict[str, Any]] = field(default_factory=list)
    layer_count: int = 0
    defect: str | None = None
    """Why the network as a whole is no plain Sequential."""
    noted: set[int] = field(default_factory=set)
    parameters: dict[int, str] = field(default_factory=dict)
    """id of a parameter -> "POSITION.weight"; ids are stable while the network lives."""


def observe_network(
    model: nn.Module, max_layers: int, equivalent: Equivalent | None = None
) -> ObservedNetwork:
    """Describe a network whose exact class is `nn.Sequential`.

    Args:
        model: the network.
        max_layers: that are described.
        equivalent: what is known to equal torch's layers, in it and around it.
    """
    seen = ObservedNetwork()
    known = equivalent.layers if equivalent is not None else {}
    if equivalent is not None and equivalent.flatten_first:
        seen.layer_count += 1
        seen.layers.append({"name": "flatten", **_FLATTEN})
    seen.defect = _unreadable(model) or _not_plain_sequential(model)
    if _unreadable(model):
        return seen
    used_layers: set[int] = set()
    used_storages: dict[int, int] = {}
    for name, layer, depth in _flatten(model, "", 0, {}):
        seen.layer_count += 1
        if seen.layer_count >= MAX_COUNTED:
            break
        if len(seen.layers) >= max_layers:
            _note_parameters(layer, max_layers, seen)
            continue
        position = len(seen.layers)
        try:
            if depth > MAX_NESTING:
                raise NotPlain(f"is nested more than {MAX_NESTING} deep")
            if id(layer) in used_layers:
                raise NotPlain("stands in the network more than once")
            arguments = _KNOWN[known[id(layer)]] if id(layer) in known else _observe_layer(layer)
            _own_weights(layer, position, used_storages)
        except NotPlain as defect:
            arguments = _unsupported(layer, str(defect))
        except Exception:  # noqa: BLE001 - whatever a broken layer raises, it is not plain
            arguments = _unsupported(layer, "cannot be read: its attributes are not torch's")
        used_layers.add(id(layer))
        seen.layers.append({"name": clean_name(name), **arguments})
        _note_parameters(layer, position, seen)
    if equivalent is not None and equivalent.last and len(seen.layers) < max_layers:
        seen.layer_count += 1
        seen.layers.append({"name": "last", "type": equivalent.last, "dim": 1})
    return seen


_FLATTEN = {"type": "Flatten", "start_dim": 1, "end_dim": -1}
_KNOWN: dict[str, dict[str, Any]] = {"Flatten": _FLATTEN, "Identity": {"type": "Identity"}}
"""Layers that one of a file's own may equal."""


def _flatten(
    model: nn.Module, prefix: str, depth: int, plain: dict[int, bool]
) -> Iterator[tuple[str, Any, int]]:
    """Walk nested Sequentials in order. One that contains itself ends at the nesting limit."""
    for key, child in list(attributes(model)["_modules"].items()):
        name = prefix + (key if type(key) is str else "?")
        if id(child) not in plain:
            plain[id(child)] = (
                type(child) is Sequential
                and _unreadable(child) is None
                and _not_plain_sequential(child) is None
            )
        if plain[id(child)] and depth < MAX_NESTING:
            yield from _flatten(child, name + ".", depth + 1, plain)
        else:
            yield name, child, depth + (type(child) is Sequential)


_HELD = ("_modules", "_parameters", "_buffers")


def _unreadable(module: Any) -> str | None:
    """Say why nothing can be read off a module; of torch's own, all is kept in dictionaries."""
    try:
        own = attributes(module)
    except ValueError as error:
        return str(error)
    for name in (*_HELD, *_HOOKS):
        if not one_of(own.get(name), (dict, OrderedDict)):
            return f"has no {name.strip('_').replace('_', ' ')} as torch keeps them"
    return None


def _not_plain_sequential(model: nn.Module) -> str | None:
    """Say what makes a Sequential more than the layers it holds."""
    for held, what in (("_parameters", "parameter"), ("_buffers", "buffer")):
        for name in list(attributes(model)[held]):
            return f"has a {what} of its own, {str(name)[:40]}, beside its layers"
    return _tampering(model)


def _unsupported(layer: object, reason: str) -> dict[str, Any]:
    reason = reason.encode("utf-8", "replace").decode()
    return {"type": "Unsupported", "class_name": class_name(layer), "reason": reason}


def _observe_layer(layer: Any) -> dict[str, Any]:
    kind = type(layer)
    if not one_of(layer, ARGUMENTS):
        raise NotPlain(_why_unknown(layer))
    if fault := _unreadable(layer):
        raise NotPlain(fault)
    if defect := _tampering(layer):
        raise NotPlain(defect)
    if attributes(layer)["_modules"]:
        raise NotPlain("has layers of its own inside")
    _check_parameters(layer)
    return {"type": own_name(kind), **ARGUMENTS[kind](layer)}


def _why_unknown(layer: Any) -> str:
    if not is_a(layer, Module):
        return "is not a layer"
    if is_a(layer, LazyModuleMixin):
        return "is lazy: it has no sizes before it has seen data; write them out"
    if fault := _unreadable(layer):
        return fault
    if "parametrizations" in attributes(layer)["_modules"]:
        return "has a parametrization"
    for kind in ARGUMENTS:
        if is_a(layer, kind):
            return f"is a subclass of {own_name(kind)}, not torch's own"
    if is_a(layer, Sequential):
        return _not_plain_sequential(layer) or "is a subclass of nn.Sequential, not torch's own"
    if class_name(layer) in dir(nn) and type(layer) is getattr(nn, class_name(layer), None):
        return "is not among the layers that can be graded"
    return "is not one of torch's own layers"


_HOOKS = (
    "_forward_hooks",
    "_forward_pre_hooks",
    "_backward_hooks",
    "_backward_pre_hooks",
)
# Read before any student code runs, to notice a class that was changed afterwards.
_UNTOUCHED = {cls: dict(vars(cls)) for cls in (nn.Module, nn.Sequential)}
_GLOBAL_HOOKS = (
    "_global_forward_hooks",
    "_global_forward_pre_hooks",
    "_global_backward_hooks",
    "_global_backward_pre_hooks",
)
_CALLED = ("__call__", "forward")


def _changed(cls: type, members: dict[str, Any]) -> bool:
    """Whether a class has other methods than it had, or more."""
    now = dict(vars(cls))
    if any(now.get(name) is not member for name, member in members.items() if callable(member)):
        return True
    added = [member for name, member in now.items() if name not in members]
    return any(callable(member) or type(member) is property for member in added)


def _tampering(module: nn.Module) -> str | None:
    """Say what makes a module of torch's own class behave unlike that class."""
    own = attributes(module)
    for hooks in _GLOBAL_HOOKS:
        if getattr(_module_module, hooks):
            return f"has a {hooks.strip('_').removesuffix('s').replace('_', ' ')}"
    for hooks in _HOOKS:
        if own.get(hooks):
            return f"has a {hooks.strip('_').removesuffix('s').replace('_', ' ')}"
    if own.get("_compiled_call_impl") is not None:
        return "is compiled, with .compile()"
    for name in own:
        if name in _CALLED or callable(getattr(type(module), name, None)):
            return f"has its {str(name)[:40]} replaced"
    for cls, members in _UNTOUCHED.items():
        if is_a(module, cls) and _changed(cls, members):
            return f"is of a class whose base nn.{own_name(cls)} the file has changed"
    if one_of(module, _CLASS_MEMBERS) and _changed(type(module), _CLASS_MEMBERS[type(module)]):
        return f"is of the class nn.{class_name(module)}, which the file has changed"
    return None


def _check_parameters(layer: nn.Module) -> None:
    for name, parameter in list(attributes(layer)["_parameters"].items()):
        if name not in ("weight", "bias") or not one_of(layer, _LEARNED):
            raise NotPlain(f"has a parameter of its own, {str(name)[:40]}")
        if parameter is None:
            continue
        if type(parameter) is not Parameter:
            raise NotPlain(f"has a {name} of type {class_name(parameter)}")
        if parameter.device.type != "cpu":
            raise NotPlain(f"is on the device {parameter.device.type}; build it on the CPU")
        if parameter.dtype != torch.float32:
            dtype = str(parameter.dtype).removeprefix("torch.")
            raise NotPlain(f"holds {dtype} numbers; networks are trained in float32")
        if not parameter.requires_grad:
            raise NotPlain(f"has a frozen {name} (requires_grad=False)")
    for name in list(attributes(layer)["_buffers"]):
        if name not in ("running_mean", "running_var", "num_batches_tracked"):
            raise NotPlain(f"has a buffer of its own, {str(name)[:40]}")


def _own_weights(layer: nn.Module, position: int, used_storages: dict[int, int]) -> None:
    """Refuse weights that another layer holds too, by the memory they lie in."""
    for name, parameter in list(attributes(layer)["_parameters"].items()):
        if parameter is None or _numel(parameter) == 0:
            continue
        owner = used_storages.setdefault(_data_ptr(_untyped_storage(parameter)), position)
        if owner != position:
            raise NotPlain(f"shares its {name} with layer {owner + 1}")


def _note_parameters(layer: Any, position: int, seen: ObservedNetwork, depth: int = 0) -> None:
    """Note whose a parameter is, those deep inside an unsupported layer too.

    An optimizer over such a layer updates this network, whatever else is wrong with it. Names other
    than weight and bias occur in unsupported layers alone, which nobody rebuilds.
    """
    if not is_a(layer, Module) or depth > MAX_NESTING or id(layer) in seen.noted:
        return
    seen.noted.add(id(layer))
    if _unreadable(layer):
        return
    for name, parameter in list(attributes(layer)["_parameters"].items()):
        if is_a(parameter, Parameter):
            known = "bias" if name == "bias" else "weight"
            seen.parameters.setdefault(id(parameter), f"{position}.{known}")
    for child in list(attributes(layer)["_modules"].values()):
        _note_parameters(child, position, seen, depth + 1)


_LEARNED = (nn.Linear, nn.Conv2d, nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm)

_CLASS_MEMBERS = {cls: dict(vars(cls)) for cls in ARGUMENTS}
