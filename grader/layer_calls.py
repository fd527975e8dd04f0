"""How would torch write a layer? `Conv2d(1, 20, 5, padding=2)`, for people and for comparisons."""

from collections.abc import Sequence

from pydantic_core import PydanticUndefined

from grader.network_spec import AvgPool2d, LayerSpec, MaxPool2d, Unsupported

_SIZES = {
    "Linear": ("in_features", "out_features"),
    "Conv2d": ("in_channels", "out_channels", "kernel_size"),
    "MaxPool2d": ("kernel_size",),
    "AvgPool2d": ("kernel_size",),
    "AdaptiveAvgPool2d": ("output_size",),
    "BatchNorm1d": ("num_features",),
    "BatchNorm2d": ("num_features",),
    "LayerNorm": ("normalized_shape",),
    "Unflatten": ("dim", "unflattened_size"),
    "Dropout": ("p",),
    "Dropout2d": ("p",),
}
"""What a layer is not written without, in torch's order."""
_SIDES = frozenset(("kernel_size", "stride", "padding", "dilation", "output_size"))
"""Fields with a height and a width, of which torch takes one number for both."""
_OWN = frozenset({"name", "type"})
"""Fields that are no arguments of torch's."""


def layer_call(layer: LayerSpec) -> str:
    """Write a layer as torch would, its defaults left out: `Conv2d(1, 20, 5, padding=2)`."""
    if isinstance(layer, Unsupported):
        return layer.class_name
    return _call(layer, [*_sizes(layer), *_others(layer)])


def layer_sizes(layer: LayerSpec) -> str:
    """Write a layer with its sizes alone: `Conv2d(1, 20, 5)`, whatever its padding and stride."""
    if isinstance(layer, Unsupported):
        return layer.class_name
    return _call(layer, _sizes(layer))


def are_layers(layers: Sequence[LayerSpec], texts: Sequence[str]) -> bool:
    """Tell whether layers are those of a rubric's texts, which may leave out all but the sizes."""
    return len(layers) == len(texts) and all(
        text in (layer_call(layer), layer_sizes(layer), layer.type)
        for layer, text in zip(layers, texts, strict=True)
    )


def layer_label(position: int, layer: LayerSpec) -> str:
    """Name a layer so that a student finds it: `layer 3 "fc1", Linear(784, 100)`.

    Args:
        position: from 0, in the flattened network; people count from 1.
        layer: what stands there.
    """
    named = "" if all(part.isdigit() for part in layer.name.split(".")) else f' "{layer.name}"'
    return f"layer {position + 1}{named}, {layer_call(layer)}"


def _call(layer: LayerSpec, arguments: list[str]) -> str:
    return f"{layer.type}({', '.join(arguments)})" if arguments else layer.type


def _sizes(layer: LayerSpec) -> list[str]:
    return [_argument(layer, field) for field in _SIZES.get(layer.type, ())]


def _others(layer: LayerSpec) -> list[str]:
    fields = type(layer).model_fields
    named = [f for f in fields if f not in _OWN and f not in _SIZES.get(layer.type, ())]
    return [f"{f}={_argument(layer, f)}" for f in named if not _is_default(layer, f)]


def _argument(layer: LayerSpec, field: str) -> str:
    value = getattr(layer, field)
    is_short = isinstance(value, tuple) and (
        len(value) == 1 or (field in _SIDES and value[0] == value[1])
    )
    return _written(value[0] if is_short else value)


def _is_default(layer: LayerSpec, field: str) -> bool:
    value = getattr(layer, field)
    if isinstance(layer, MaxPool2d | AvgPool2d) and field == "stride":
        return bool(value == layer.kernel_size)
    if field == "dim":  # of a softmax over scores: torch would choose no other
        return value in (None, 1, -1)
    default = type(layer).model_fields[field].default
    return default is not PydanticUndefined and bool(value == default)


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_written, value))})"
    if isinstance(value, float):
        return f"{value:g}"
    return repr(value)
