"""What was a layer built with? Its arguments, read off what it holds."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from grader.inside_container.plain_values import (
    attributes_of,
    exact_int,
    exact_number,
    say_number,
)

# Taken before any student code runs, which may rebind it.
_Module = nn.Module


class NotPlain(Exception):
    """The layer is not what its class says; the message completes "layer 3 ..."."""


def attributes(module: Any) -> dict[str, Any]:
    """Copy what is stored in a module."""
    return attributes_of(module, _Module)


def _held(layer: Any, *names: str) -> list[Any]:
    """Give a layer's parameters and buffers of some names; `None` for what it is without."""
    own = attributes(layer)
    held = {**own, **own["_buffers"], **own["_parameters"]}
    return [held.get(name) for name in names]


def _int(layer: Any, name: str) -> int:
    value = exact_int(attributes(layer)[name])
    if value is None:
        raise NotPlain(f"has {name} {say_number(attributes(layer)[name])}, not a whole number")
    return value


def _ints(layer: Any, name: str) -> list[int]:
    """Read a pair as torch would: one number stands for both."""
    value = attributes(layer)[name]
    parts = list(value) if type(value) in (tuple, list, torch.Size) else [value, value]
    numbers = [exact_int(part) for part in parts]
    if len(numbers) != 2 or None in numbers:
        raise NotPlain(f"has {name} {say_number(value)}, not one or two whole numbers")
    return numbers  # type: ignore[return-value]


def _number(layer: Any, name: str) -> int | float:
    value = exact_number(attributes(layer)[name])
    if value is None:
        raise NotPlain(f"has {name} {say_number(attributes(layer)[name])}, not a finite number")
    return value


def _flag(layer: Any, name: str) -> bool:
    value = attributes(layer)[name]
    if type(value) is not bool and exact_int(value) is None:
        raise NotPlain(f"has {name} {say_number(value)}, neither True nor False")
    return bool(value)


def _agree(layer: Any, **sizes: int) -> None:
    """Refuse a layer whose attributes contradict the weights it was built with."""
    for name, built in sizes.items():
        said = attributes(layer)[name]
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
    padding = attributes(layer)["padding"]
    mode = attributes(layer)["padding_mode"]
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
    momentum = attributes(layer)["momentum"]
    return {
        "num_features": features,
        "eps": _number(layer, "eps"),
        "momentum": None if momentum is None else _number(layer, "momentum"),
        "affine": weight is not None,
        "track_running_stats": mean is not None,
    }


def _layer_norm(layer: Any) -> dict[str, Any]:
    weight, bias = _held(layer, "weight", "bias")
    shape = [exact_int(size) for size in attributes(layer)["normalized_shape"]]
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
        if attributes(layer).get("return_indices") or attributes(layer).get("divisor_override"):
            raise NotPlain("uses return_indices or divisor_override, which cannot be graded")
        sizes = ["kernel_size", "stride", "padding"]
        sizes += ["dilation"] if type(layer) is nn.MaxPool2d else []
        return {name: _ints(layer, name) for name in sizes} | {
            name: _flag(layer, name) for name in flags
        }

    return observe


def _adaptive_pool(layer: Any) -> dict[str, Any]:
    value = attributes(layer)["output_size"]
    parts = list(value) if type(value) in (tuple, list) else [value, value]
    sizes = [None if part is None else exact_int(part) for part in parts]
    if len(sizes) != 2 or any(
        s is None and p is not None for s, p in zip(sizes, parts, strict=True)
    ):
        raise NotPlain("has an output_size that is not one or two whole numbers")
    return {"output_size": sizes}


def _unflatten(layer: Any) -> dict[str, Any]:
    sizes = attributes(layer)["unflattened_size"]
    numbers = (
        [exact_int(size) for size in sizes] if type(sizes) in (tuple, list, torch.Size) else []
    )
    if not numbers or None in numbers:
        raise NotPlain("has an unflattened_size that is not a tuple of whole numbers")
    return {"dim": _int(layer, "dim"), "unflattened_size": numbers}


def _softmax(layer: Any) -> dict[str, Any]:
    return {"dim": None if attributes(layer)["dim"] is None else _int(layer, "dim")}


def _gelu(layer: Any) -> dict[str, Any]:
    if attributes(layer)["approximate"] not in ("none", "tanh"):
        raise NotPlain("has an unknown approximation")
    return {"approximate": attributes(layer)["approximate"]}


def _nothing(layer: Any) -> dict[str, Any]:
    return {}


def _numbers(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda layer: {name: _number(layer, name) for name in names}


ARGUMENTS: dict[type, Callable[[Any], dict[str, Any]]] = {
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
