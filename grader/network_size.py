"""How large is a network? Shapes, parameters and arithmetic, before any tensor exists.

Written out rather than asked of torch on its `meta` device, so that sizes no machine could hold are
refused without torch ever seeing them, and `grade check` needs no torch in its own process. A test
compares it with torch on random networks. See docs/decisions/002-shapes-in-integers.md.
"""

import math
from dataclasses import dataclass
from typing import assert_never

from grader.network_spec import (
    ELU,
    GELU,
    AdaptiveAvgPool2d,
    AvgPool2d,
    BatchNorm1d,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Dropout2d,
    Flatten,
    Identity,
    LayerNorm,
    LayerSpec,
    LeakyReLU,
    Linear,
    LogSoftmax,
    MaxPool2d,
    NetworkSpec,
    Pair,
    ReLU,
    Shape,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
    TrainableLayer,
    Unflatten,
    Unsupported,
)

MAX_ACTIVATIONS = 10_000_000
"""Numbers that one layer may put out for one image."""

MAX_PADDED = 1000
"""Pixels that one side of an image may have after padding."""


class DoesNotFit(Exception):
    """A layer cannot take what it gets; the message says what it wants."""


@dataclass(frozen=True)
class Misfit:
    """The first layer that does not fit, what it got, and what it wanted."""

    position: int
    layer: LayerSpec
    got: Shape
    wanted: str


@dataclass(frozen=True)
class Shapes:
    """What comes out of each layer for one image, as far as that can be worked out."""

    outputs: tuple[Shape, ...]
    misfit: Misfit | None = None
    unknown_from: int | None = None
    """Position of the first layer that is not torch's own, or one too many to be described."""


def infer_shapes(network: NetworkSpec, input_shape: Shape) -> Shapes:
    """Follow one image through the network, to its end or to the first layer it does not fit."""
    outputs: list[Shape] = []
    shape = input_shape
    for position, layer in enumerate(network.layers):
        if isinstance(layer, Unsupported):
            return Shapes(tuple(outputs), unknown_from=position)
        try:
            after = output_shape(layer, shape)
            if math.prod(after) > MAX_ACTIVATIONS:
                raise DoesNotFit(
                    f"may put out at most {MAX_ACTIVATIONS:,} numbers per image, not "
                    f"{say_shape(after)}"
                )
        except DoesNotFit as misfit:
            return Shapes(tuple(outputs), Misfit(position, layer, shape, str(misfit)))
        outputs.append(after)
        shape = after
    left_out = network.layer_count > len(network.layers)
    return Shapes(tuple(outputs), unknown_from=len(outputs) if left_out else None)


def output_shape(layer: TrainableLayer, shape: Shape) -> Shape:
    """Work out what a layer makes of one image's shape.

    Args:
        layer: any layer the trainer can rebuild.
        shape: sizes without the batch dimension.

    Raises:
        DoesNotFit: torch would refuse it, or would mix the images of a batch.
    """
    match layer:
        case Flatten():
            return _flatten(layer, shape)
        case Unflatten():
            return _unflatten(layer, shape)
        case Linear():
            _need(layer.in_features >= 1 and layer.out_features >= 1, "needs sizes of at least 1")
            fits = bool(shape) and shape[-1] == layer.in_features
            _need(fits, f"wants {layer.in_features:,} features as its last dimension")
            return (*shape[:-1], layer.out_features)
        case Conv2d():
            return _conv2d(layer, shape)
        case MaxPool2d():
            return _pool(layer, layer.dilation, shape)
        case AvgPool2d():
            return _pool(layer, (1, 1), shape)
        case AdaptiveAvgPool2d():
            _need_image(shape)
            sizes = tuple(shape[i + 1] if n is None else n for i, n in enumerate(layer.output_size))
            _need(min(sizes) >= 1, "needs an output_size of at least 1")
            return (shape[0], *sizes)
        case BatchNorm1d():
            fits = len(shape) in (1, 2) and shape[0] == layer.num_features
            _need(fits, f"wants {layer.num_features:,} features, flat")
            return _normalised(layer, shape)
        case BatchNorm2d():
            fits = len(shape) == 3 and shape[0] == layer.num_features
            _need(fits, f"wants {layer.num_features:,} channels of two dimensions")
            return _normalised(layer, shape)
        case LayerNorm():
            ends = shape[-len(layer.normalized_shape) :] == layer.normalized_shape
            _need(ends and len(layer.normalized_shape) > 0, f"wants {layer.normalized_shape} last")
            _need(layer.eps >= 0, "needs an eps of at least 0")
            return shape
        case Dropout() | Dropout2d():
            _need(0 <= layer.p <= 1, f"needs a probability from 0 to 1, not {layer.p:g}")
            if isinstance(layer, Dropout2d):
                _need_image(shape)
            return shape
        case Softmax() | LogSoftmax():
            return _softmax(layer, shape)
        case ReLU() | LeakyReLU() | ELU() | GELU() | SiLU() | Sigmoid() | Tanh() | Softplus():
            return shape
        case Identity():
            return shape
        case _:
            assert_never(layer)


def count_parameters(layer: TrainableLayer) -> int:
    """Count the learned numbers of a layer; BatchNorm's running statistics are not learned."""
    match layer:
        case Linear():
            return layer.out_features * (layer.in_features + layer.bias)
        case Conv2d():
            kernel = layer.kernel_size[0] * layer.kernel_size[1]
            per_filter = layer.in_channels // max(1, layer.groups) * kernel
            return layer.out_channels * (per_filter + layer.bias)
        case BatchNorm1d() | BatchNorm2d():
            return 2 * layer.num_features if layer.affine else 0
        case LayerNorm():
            features = math.prod(layer.normalized_shape)
            return features * (1 + layer.bias) if layer.elementwise_affine else 0
        case _:
            return 0


def parameter_names(network: NetworkSpec) -> tuple[str, ...]:
    """Name every parameter as "POSITION.weight" or "POSITION.bias", in torch's order."""
    names = []
    for position, layer in network.trainable_layers():
        match layer:
            case Linear() | Conv2d():
                names += [f"{position}.weight"] + [f"{position}.bias"] * layer.bias
            case BatchNorm1d() | BatchNorm2d():
                names += [f"{position}.weight", f"{position}.bias"] * layer.affine
            case LayerNorm():
                parts = [f"{position}.weight"] + [f"{position}.bias"] * layer.bias
                names += parts * layer.elementwise_affine
            case _:
                pass
    return tuple(names)


def network_parameters(network: NetworkSpec) -> int:
    """Count the learned numbers of a whole network."""
    return sum(count_parameters(layer) for _, layer in network.trainable_layers())


def hidden_layers(network: NetworkSpec) -> tuple[Linear, ...]:
    """List the Linear layers but the last, whose output is observed and so not hidden."""
    return tuple(layer for _, layer in network.trainable_layers() if isinstance(layer, Linear))[:-1]


def hidden_units(network: NetworkSpec) -> int:
    """Sum `out_features` over the hidden layers."""
    return sum(layer.out_features for layer in hidden_layers(network))


def multiply_adds(network: NetworkSpec, shapes: Shapes) -> int:
    """Count the multiplications of one forward pass over one image, in Linear and Conv2d layers."""
    total = 0
    for (_, layer), output in zip(network.trainable_layers(), shapes.outputs, strict=False):
        if isinstance(layer, Linear):
            total += math.prod(output) * layer.in_features
        elif isinstance(layer, Conv2d):
            kernel = layer.kernel_size[0] * layer.kernel_size[1]
            total += math.prod(output) * layer.in_channels // layer.groups * kernel
    return total


def training_mib(network: NetworkSpec, shapes: Shapes, batch_size: int) -> int:
    """Estimate the memory that training takes, the data set left out.

    Float32 throughout: weights, gradients and two moments of an optimizer; each layer's output and
    its gradient for a batch; or a test batch of 1,000, of which two layers' outputs live at a time.
    """
    sizes = [math.prod(output) for output in shapes.outputs]
    training = 2 * batch_size * sum(sizes)
    testing = 1000 * max((a + b for a, b in zip([0, *sizes], sizes, strict=False)), default=0)
    return (4 * (4 * network_parameters(network) + max(training, testing))) >> 20


def say_shape(shape: Shape) -> str:
    """Write a shape as people do: 16x14x14."""
    return "x".join(f"{size:,}" if len(shape) == 1 else str(size) for size in shape) or "one number"


def _need(holds: bool, wanted: str) -> None:
    if not holds:
        raise DoesNotFit(wanted)


def _need_image(shape: Shape) -> None:
    _need(len(shape) == 3, "wants channels of two dimensions")


def _flatten(layer: Flatten, shape: Shape) -> Shape:
    dimensions = len(shape) + 1
    start, end = (d if d >= 0 else d + dimensions for d in (layer.start_dim, layer.end_dim))
    _need(min(start, end) >= 0 and max(start, end) < dimensions, "names a dimension it lacks")
    _need(start <= end, f"flattens from dimension {start} on, but only up to {end}")
    _need(start > 0 or end == 0, "would flatten the images of a batch into one; start_dim is 1")
    if end == 0:
        return shape
    return (*shape[: start - 1], math.prod(shape[start - 1 : end]), *shape[end:])


def _unflatten(layer: Unflatten, shape: Shape) -> Shape:
    dimension = layer.dim if layer.dim >= 0 else layer.dim + len(shape) + 1
    _need(1 <= dimension <= len(shape), "names a dimension that is not there, or the batch")
    size, sizes = shape[dimension - 1], layer.unflattened_size
    known = math.prod(s for s in sizes if s != -1)
    if sizes.count(-1) == 1 and known > 0 and size % known == 0:
        sizes = tuple(size // known if s == -1 else s for s in sizes)
    wanted = f"wants {known:,} numbers to make {say_shape(sizes)} of"
    _need(min(sizes, default=0) >= 1 and math.prod(sizes) == size, wanted)
    return (*shape[: dimension - 1], *sizes, *shape[dimension:])


def _conv2d(layer: Conv2d, shape: Shape) -> Shape:
    sizes = (layer.in_channels, layer.out_channels, layer.groups, *layer.kernel_size)
    _need(min(*sizes, *layer.stride, *layer.dilation) >= 1, "needs sizes of at least 1")
    divides = layer.in_channels % layer.groups == 0 and layer.out_channels % layer.groups == 0
    _need(divides, f"needs channels that divide into {layer.groups} groups")
    fits = len(shape) == 3 and shape[0] == layer.in_channels
    _need(fits, f"wants {layer.in_channels:,} channels of two dimensions")
    return (layer.out_channels, *(_conv_size(layer, shape, axis) for axis in (0, 1)))


def _conv_size(layer: Conv2d, shape: Shape, axis: int) -> int:
    size, reach = shape[axis + 1], layer.dilation[axis] * (layer.kernel_size[axis] - 1)
    if layer.padding == "same":
        _need(layer.stride == (1, 1), 'needs stride 1 with padding "same"')
        before, after = reach // 2, reach - reach // 2
    else:
        before = after = 0 if layer.padding == "valid" else layer.padding[axis]
    _need(before >= 0, "needs a padding of at least 0")
    if layer.padding_mode == "reflect":
        _need(after < size, "needs a padding below the image's size to reflect it")
    if layer.padding_mode == "circular":
        _need(after <= size, "needs a padding of at most the image's size to wrap it around")
    padded = size + before + after
    if layer.padding_mode != "zeros":  # such a padding is written out in memory
        _need(padded <= MAX_PADDED, f"needs a padded image of at most {MAX_PADDED:,} a side")
    _need(padded > reach, f"has a kernel that reaches over {reach + 1}, more than the image")
    return (padded - reach - 1) // layer.stride[axis] + 1


def _pool(layer: MaxPool2d | AvgPool2d, dilation: Pair, shape: Shape) -> Shape:
    _need_image(shape)
    _need(min(*layer.kernel_size, *layer.stride, *dilation) >= 1, "needs sizes of at least 1")
    halves = (0 <= p <= k // 2 for p, k in zip(layer.padding, layer.kernel_size, strict=True))
    _need(all(halves), "needs a padding of at most half the kernel")
    _need(max(*layer.kernel_size, *layer.stride, *dilation) < 2**31, "needs sizes below 2^31")
    return (shape[0], *(_pool_size(layer, dilation, shape, axis) for axis in (0, 1)))


def _pool_size(layer: MaxPool2d | AvgPool2d, dilation: Pair, shape: Shape, axis: int) -> int:
    size, stride, padding = shape[axis + 1], layer.stride[axis], layer.padding[axis]
    room = size + 2 * padding - dilation[axis] * (layer.kernel_size[axis] - 1) - 1
    steps = -(-room // stride) if layer.ceil_mode else room // stride
    # torch: the last window must start inside the image or its left padding.
    if layer.ceil_mode and steps * stride >= size + padding:
        steps -= 1
    _need(steps >= 0, f"has a window larger than the {shape[1]}x{shape[2]} image")
    return steps + 1


def _normalised(layer: BatchNorm1d | BatchNorm2d, shape: Shape) -> Shape:
    _need(layer.eps >= 0, f"needs an eps of at least 0, not {layer.eps:g}")
    _need(layer.momentum is None or 0 <= layer.momentum <= 1, "needs a momentum from 0 to 1")
    return shape


def _softmax(layer: Softmax | LogSoftmax, shape: Shape) -> Shape:
    dimensions = len(shape) + 1
    # torch's own guess where dim is not given.
    given = (0 if dimensions in (1, 3) else 1) if layer.dim is None else layer.dim
    dimension = given if given >= 0 else given + dimensions
    _need(0 <= dimension < dimensions, f"names dimension {given}, which is not there")
    _need(
        dimension > 0, f"normalises over the images of a batch (dim={given}); dim=1 is the classes"
    )
    return shape
