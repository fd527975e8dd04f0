"""What layers does a `nn.Sequential` hold? Read off the built modules, by exact class.

A layer that is not one of torch's own, untouched, is described as unsupported with a reason: it is
never taken for the layer it looks like.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from grader.inside_container.plain_values import (
    attributes_of,
    class_name,
    clean_name,
    exact_int,
    exact_number,
    is_a,
    one_of,
    own_name,
    say_number,
)

# Taken before any student code runs, which may rebind them.
Module, Sequential, Parameter = nn.Module, nn.Sequential, nn.Parameter
LazyModuleMixin = nn.modules.lazy.LazyModuleMixin
_module_module = nn.modules.module
_numel, _untyped_storage = torch.Tensor.numel, torch.Tensor.untyped_storage
_data_ptr = torch.UntypedStorage.data_ptr

MAX_NESTING = 8
MAX_COUNTED = 100_000
"""Where counting layers ends: Sequentials inside Sequentials can make any number of them."""


class NotPlain(Exception):
    """The layer is not what its class says; the message completes "layer 3 ..."."""


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


def observe_network(model: nn.Module, max_layers: int) -> ObservedNetwork:
    """Describe a network whose exact class is `nn.Sequential`."""
    seen = ObservedNetwork()
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
            arguments = _observe_layer(layer)
            _own_weights(layer, position, used_storages)
        except NotPlain as defect:
            arguments = _unsupported(layer, str(defect))
        except Exception:  # noqa: BLE001 - whatever a broken layer raises, it is not plain
            arguments = _unsupported(layer, "cannot be read: its attributes are not torch's")
        used_layers.add(id(layer))
        seen.layers.append({"name": clean_name(name), **arguments})
        _note_parameters(layer, position, seen)
    return seen


def _flatten(
    model: nn.Module, prefix: str, depth: int, plain: dict[int, bool]
) -> Iterator[tuple[str, Any, int]]:
    """Walk nested Sequentials in order. One that contains itself ends at the nesting limit."""
    for key, child in list(_attributes(model)["_modules"].items()):
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


def _attributes(module: Any) -> dict[str, Any]:
    return attributes_of(module, Module)


def _held(layer: Any, *names: str) -> list[Any]:
    """Give a layer's parameters and buffers of some names; `None` for what it is without."""
    own = _attributes(layer)
    held = {**own, **own["_buffers"], **own["_parameters"]}
    return [held.get(name) for name in names]


_HELD = ("_modules", "_parameters", "_buffers")


def _unreadable(module: Any) -> str | None:
    """Say why nothing can be read off a module; of torch's own, all is kept in dictionaries."""
    try:
        own = _attributes(module)
    except ValueError as error:
        return str(error)
    for name in (*_HELD, *_HOOKS):
        if not one_of(own.get(name), (dict, OrderedDict)):
            return f"has no {name.strip('_').replace('_', ' ')} as torch keeps them"
    return None


def _not_plain_sequential(model: nn.Module) -> str | None:
    """Say what makes a Sequential more than the layers it holds."""
    for held, what in (("_parameters", "parameter"), ("_buffers", "buffer")):
        for name in list(_attributes(model)[held]):
            return f"has a {what} of its own, {str(name)[:40]}, beside its layers"
    return _tampering(model)


def _unsupported(layer: object, reason: str) -> dict[str, Any]:
    reason = reason.encode("utf-8", "replace").decode()
    return {"type": "Unsupported", "class_name": class_name(layer), "reason": reason}


def _observe_layer(layer: Any) -> dict[str, Any]:
    kind = type(layer)
    if not one_of(layer, _OBSERVERS):
        raise NotPlain(_why_unknown(layer))
    if fault := _unreadable(layer):
        raise NotPlain(fault)
    if defect := _tampering(layer):
        raise NotPlain(defect)
    if _attributes(layer)["_modules"]:
        raise NotPlain("has layers of its own inside")
    _check_parameters(layer)
    return {"type": own_name(kind), **_OBSERVERS[kind](layer)}


def _why_unknown(layer: Any) -> str:
    if not is_a(layer, Module):
        return "is not a layer"
    if is_a(layer, LazyModuleMixin):
        return "is lazy: it has no sizes before it has seen data; write them out"
    if fault := _unreadable(layer):
        return fault
    if "parametrizations" in _attributes(layer)["_modules"]:
        return "has a parametrization"
    for kind in _OBSERVERS:
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
    own = _attributes(module)
    for hooks in _GLOBAL_HOOKS:
        if getattr(_module_module, hooks):
            return f"has a {hooks.strip('_').removesuffix('s').replace('_', ' ')}"
    for hooks in _HOOKS:
        if own.get(hooks):
            return f"has a {hooks.strip('_').removesuffix('s').replace('_', ' ')}"
    if own.get("_compiled_call_impl") is not None:
        return "is compiled; hand in the network as it is before .compile()"
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
    for name, parameter in list(_attributes(layer)["_parameters"].items()):
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
    for name in list(_attributes(layer)["_buffers"]):
        if name not in ("running_mean", "running_var", "num_batches_tracked"):
            raise NotPlain(f"has a buffer of its own, {str(name)[:40]}")


def _own_weights(layer: nn.Module, position: int, used_storages: dict[int, int]) -> None:
    """Refuse weights that another layer holds too, by the memory they lie in."""
    for name, parameter in list(_attributes(layer)["_parameters"].items()):
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
    for name, parameter in list(_attributes(layer)["_parameters"].items()):
        if is_a(parameter, Parameter):
            known = "bias" if name == "bias" else "weight"
            seen.parameters.setdefault(id(parameter), f"{position}.{known}")
    for child in list(_attributes(layer)["_modules"].values()):
        _note_parameters(child, position, seen, depth + 1)


def _int(layer: Any, name: str) -> int:
    value = exact_int(_attributes(layer)[name])
    if value is None:
        raise NotPlain(f"has {name} {say_number(_attributes(layer)[name])}, not a whole number")
    return value


def _ints(layer: Any, name: str) -> list[int]:
    """Read a pair as torch would: one number stands for both."""
    value = _attributes(layer)[name]
    parts = list(value) if type(value) in (tuple, list, torch.Size) else [value, value]
    numbers = [exact_int(part) for part in parts]
    if len(numbers) != 2 or None in numbers:
        raise NotPlain(f"has {name} {say_number(value)}, not one or two whole numbers")
    return numbers  # type: ignore[return-value]


def _number(layer: Any, name: str) -> int | float:
    value = exact_number(_attributes(layer)[name])
    if value is None:
        raise NotPlain(f"has {name} {say_number(_attributes(layer)[name])}, not a finite number")
    return value


def _flag(layer: Any, name: str) -> bool:
    value = _attributes(layer)[name]
    if type(value) is not bool and exact_int(value) is None:
        raise NotPlain(f"has {name} {say_number(value)}, neither True nor False")
    return bool(value)


def _agree(layer: Any, **sizes: int) -> None:
    """Refuse a layer whose attributes contradict the weights it was built with."""
    for name, built in sizes.items():
        said = _attributes(layer)[name]
        if exact_int(said) != built:
            raise NotPlain(f"says {name} is {say_number(said)}, but its weight has {built}")


def _linear(layer: Any) -> dict[str, Any]:
    weight, bias = _held(layer, "weight", "bias")
    rows, columns = weight.shape
    _agree(layer, in_features=columns, out_features=rows)
    if bias is not None and tuple(bias.shape) != (rows,):
        raise NotPlain("has a bias that does not fit its weight")
    return {"in_features": columns, "out_features": rows, "bias": bias is not None}


def _conv2d(layer: Any) -> dict[str, Any]:
    weight, bias = _held(layer, "weight", "bias")
    out_channels, in_per_group, *kernel = weight.shape
    groups = _int(layer, "groups")
    _agree(layer, out_channels=out_channels, in_channels=in_per_group * groups)
    if _ints(layer, "kernel_size") != kernel or _flag(layer, "transposed"):
        raise NotPlain("says kernel_size is something else than its weight has")
    padding = _attributes(layer)["padding"]
    mode = _attributes(layer)["padding_mode"]
    if type(mode) is not str or mode not in ("zeros", "reflect", "replicate", "circular"):
        raise NotPlain("has an unknown padding_mode")
    return {
        "in_channels": in_per_group * groups,
        "out_channels": out_channels,
        "kernel_size": kernel,
        "stride": _ints(layer, "stride"),
        "padding": padding if padding in ("same", "valid") else _ints(layer, "padding"),
        "dilation": _ints(layer, "dilation"),
        "groups": groups,
        "bias": bias is not None,
        "padding_mode": mode,
    }


def _batch_norm(layer: Any) -> dict[str, Any]:
    features = _int(layer, "num_features")
    weight, bias, mean, variance = _held(layer, "weight", "bias", "running_mean", "running_var")
    built = mean if weight is None else weight
    if built is not None:
        _agree(layer, num_features=len(built))
    if (weight is None) != (bias is None) or (mean is None) != (variance is None):
        raise NotPlain("has lost one of its weight, bias, running_mean and running_var")
    momentum = _attributes(layer)["momentum"]
    return {
        "num_features": features,
        "eps": _number(layer, "eps"),
        "momentum": None if momentum is None else _number(layer, "momentum"),
        "affine": weight is not None,
        "track_running_stats": mean is not None,
    }


def _layer_norm(layer: Any) -> dict[str, Any]:
    weight, bias = _held(layer, "weight", "bias")
    shape = [exact_int(size) for size in _attributes(layer)["normalized_shape"]]
    if None in shape:
        raise NotPlain("has a normalized_shape that is not made of whole numbers")
    if weight is not None and list(weight.shape) != shape:
        raise NotPlain("says normalized_shape is something else than its weight has")
    return {
        "normalized_shape": shape,
        "eps": _number(layer, "eps"),
        "elementwise_affine": weight is not None,
        "bias": bias is not None,
    }


def _pool(*flags: str) -> Callable[[Any], dict[str, Any]]:
    def observe(layer: Any) -> dict[str, Any]:
        if _attributes(layer).get("return_indices") or _attributes(layer).get("divisor_override"):
            raise NotPlain("uses return_indices or divisor_override, which cannot be graded")
        sizes = ["kernel_size", "stride", "padding"]
        sizes += ["dilation"] if type(layer) is nn.MaxPool2d else []
        return {name: _ints(layer, name) for name in sizes} | {
            name: _flag(layer, name) for name in flags
        }

    return observe


def _adaptive_pool(layer: Any) -> dict[str, Any]:
    value = _attributes(layer)["output_size"]
    parts = list(value) if type(value) in (tuple, list) else [value, value]
    sizes = [None if part is None else exact_int(part) for part in parts]
    if len(sizes) != 2 or any(
        s is None and p is not None for s, p in zip(sizes, parts, strict=True)
    ):
        raise NotPlain("has an output_size that is not one or two whole numbers")
    return {"output_size": sizes}


def _unflatten(layer: Any) -> dict[str, Any]:
    sizes = _attributes(layer)["unflattened_size"]
    numbers = (
        [exact_int(size) for size in sizes] if type(sizes) in (tuple, list, torch.Size) else []
    )
    if not numbers or None in numbers:
        raise NotPlain("has an unflattened_size that is not a tuple of whole numbers")
    return {"dim": _int(layer, "dim"), "unflattened_size": numbers}


def _softmax(layer: Any) -> dict[str, Any]:
    return {"dim": None if _attributes(layer)["dim"] is None else _int(layer, "dim")}


def _gelu(layer: Any) -> dict[str, Any]:
    if _attributes(layer)["approximate"] not in ("none", "tanh"):
        raise NotPlain("has an unknown approximation")
    return {"approximate": _attributes(layer)["approximate"]}


def _nothing(layer: Any) -> dict[str, Any]:
    return {}


def _numbers(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda layer: {name: _number(layer, name) for name in names}


_OBSERVERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    nn.Flatten: lambda layer: {name: _int(layer, name) for name in ("start_dim", "end_dim")},
    nn.Unflatten: _unflatten,
    nn.Identity: _nothing,
    nn.Linear: _linear,
    nn.Conv2d: _conv2d,
    nn.MaxPool2d: _pool("ceil_mode"),
    nn.AvgPool2d: _pool("ceil_mode", "count_include_pad"),
    nn.AdaptiveAvgPool2d: _adaptive_pool,
    nn.BatchNorm1d: _batch_norm,
    nn.BatchNorm2d: _batch_norm,
    nn.LayerNorm: _layer_norm,
    nn.Dropout: _numbers("p"),
    nn.Dropout2d: _numbers("p"),
    nn.ReLU: _nothing,
    nn.LeakyReLU: _numbers("negative_slope"),
    nn.ELU: _numbers("alpha"),
    nn.GELU: _gelu,
    nn.SiLU: _nothing,
    nn.Sigmoid: _nothing,
    nn.Tanh: _nothing,
    nn.Softplus: _numbers("beta", "threshold"),
    nn.Softmax: _softmax,
    nn.LogSoftmax: _softmax,
}

_LEARNED = (nn.Linear, nn.Conv2d, nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm)

_CLASS_MEMBERS = {cls: dict(vars(cls)) for cls in _OBSERVERS}
