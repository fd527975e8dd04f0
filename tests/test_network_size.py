"""Our integers against torch's own shapes and counts, on the meta device."""

import warnings
from typing import Any

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn

from grader import network_spec
from grader.network_size import (
    MAX_ACTIVATIONS,
    DoesNotFit,
    Shapes,
    count_parameters,
    hidden_layers,
    hidden_units,
    infer_shapes,
    multiply_adds,
    network_parameters,
    output_shape,
    parameter_names,
    training_mib,
)
from grader.network_spec import NetworkSpec, Shape, TrainableLayer

BATCH = 3
sizes = st.integers(1, 5)
pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))
paddings = st.tuples(st.integers(-1, 4), st.integers(-1, 4))
images = st.tuples(st.integers(1, 4), st.integers(1, 9), st.integers(1, 9))
shapes = st.lists(sizes, min_size=0, max_size=4).map(tuple)
flags = st.booleans()
dimensions = st.integers(-6, 6)


def spec(kind: str, **arguments: Any) -> TrainableLayer:
    layer: TrainableLayer = getattr(network_spec, kind)(name="", **arguments)
    return layer


def our_shape(layer: TrainableLayer, shape: Shape) -> Shape | None:
    try:
        return output_shape(layer, shape)
    except DoesNotFit:
        return None


def torch_shape(
    kind: str, arguments: dict[str, Any], shape: Shape, device: str = "meta"
) -> Shape | None:
    """What torch makes of a batch; `None` where it refuses, or mixes the images of the batch."""
    try:
        module = getattr(nn, kind)(**arguments).to(device)
        out = module(torch.empty(BATCH, *shape, device=device))
    except (RuntimeError, ValueError, IndexError, TypeError, NotImplementedError):
        return None
    return tuple(out.shape[1:]) if out.dim() and out.shape[0] == BATCH else None


def agrees(kind: str, shape: Shape, **arguments: Any) -> bool:
    return our_shape(spec(kind, **arguments), shape) == torch_shape(kind, arguments, shape)


def counts_agree(kind: str, **arguments: Any) -> bool:
    module = getattr(nn, kind)(**arguments)
    names = [name for name, _ in nn.Sequential(module).named_parameters()]
    layer = spec(kind, **arguments)
    network = NetworkSpec(layers=(layer,), layer_count=1)
    ours = count_parameters(layer), list(parameter_names(network))
    return ours == (sum(p.numel() for p in module.parameters()), names)


@given(images, st.tuples(sizes, sizes), pairs, pairs, pairs, flags, st.data())
def test_conv2d_is_as_torch_has_it(
    shape: Shape,
    channels: tuple[int, int],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
    bias: bool,
    data: st.DataObject,
) -> None:
    padding = data.draw(st.one_of(paddings, st.sampled_from(["same", "valid"])))
    groups = data.draw(st.sampled_from([1, 1, 1, 2, 3]))
    right = data.draw(st.sampled_from([shape[0], channels[0]]))
    arguments = {
        "in_channels": right,
        "out_channels": channels[1],
        "kernel_size": kernel,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
        "bias": bias,
        "padding_mode": data.draw(st.sampled_from(["zeros", "reflect", "replicate", "circular"])),
    }
    # torch crops where a padding is negative; nobody means that, and it is refused here.
    assume(not (isinstance(padding, tuple) and min(padding) < 0))
    assert agrees("Conv2d", shape, **arguments)
    if right % groups == 0 and channels[1] % groups == 0:
        if padding == "same" and stride != (1, 1):
            return
        assert counts_agree("Conv2d", **arguments)


@given(images, pairs, pairs, paddings, pairs, flags)
def test_max_pool_is_as_torch_has_it(
    shape: Shape,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int],
    ceil_mode: bool,
) -> None:
    arguments = {
        "kernel_size": kernel,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "ceil_mode": ceil_mode,
    }
    assert agrees("MaxPool2d", shape, **arguments)


@given(images, pairs, pairs, paddings, flags, flags)
def test_average_pool_is_as_torch_has_it(
    shape: Shape,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    ceil_mode: bool,
    count_include_pad: bool,
) -> None:
    arguments = {
        "kernel_size": kernel,
        "stride": stride,
        "padding": padding,
        "ceil_mode": ceil_mode,
        "count_include_pad": count_include_pad,
    }
    assert agrees("AvgPool2d", shape, **arguments)


@given(images, st.tuples(st.none() | sizes, st.none() | sizes))
def test_adaptive_pool_is_as_torch_has_it(
    shape: Shape, size: tuple[int | None, int | None]
) -> None:
    assert agrees("AdaptiveAvgPool2d", shape, output_size=size)


@given(shapes, dimensions, dimensions)
def test_flatten_is_as_torch_has_it(shape: Shape, start: int, end: int) -> None:
    rank = len(shape) + 1
    # Where a batch of 1 stands first torch may flatten it away unnoticed; BATCH is larger.
    first = start if start >= 0 else start + rank
    last = end if end >= 0 else end + rank
    mixes = first == 0 and last != 0
    expected = (
        None if mixes else torch_shape("Flatten", {"start_dim": start, "end_dim": end}, shape)
    )
    assert our_shape(spec("Flatten", start_dim=start, end_dim=end), shape) == expected


@given(shapes, dimensions, st.lists(st.integers(-1, 6), min_size=1, max_size=3).map(tuple))
def test_unflatten_is_as_torch_has_it(shape: Shape, dim: int, into: tuple[int, ...]) -> None:
    touches_batch = (dim if dim >= 0 else dim + len(shape) + 1) == 0
    theirs = torch_shape("Unflatten", {"dim": dim, "unflattened_size": into}, shape)
    expected = None if touches_batch else theirs
    assert our_shape(spec("Unflatten", dim=dim, unflattened_size=into), shape) == expected


@given(shapes, sizes, sizes, flags, flags)
def test_linear_is_as_torch_has_it(
    shape: Shape, features: int, out: int, bias: bool, right: bool
) -> None:
    inner = shape[-1] if right and shape else features
    arguments = {"in_features": inner, "out_features": out, "bias": bias}
    # Without a dimension of its own, an image is one number, and the batch would be the features.
    expected = torch_shape("Linear", arguments, shape) if shape else None
    assert our_shape(spec("Linear", **arguments), shape) == expected
    assert counts_agree("Linear", **arguments)


@given(shapes, sizes, flags, flags, flags)
def test_batch_norm_is_as_torch_has_it(
    shape: Shape, features: int, affine: bool, tracks: bool, right: bool
) -> None:
    inner = shape[0] if right and shape else features
    arguments = {"num_features": inner, "affine": affine, "track_running_stats": tracks}
    # With neither weights nor statistics torch does not look at num_features; it is refused here.
    assume(affine or tracks or not shape or inner == shape[0])
    for kind in ("BatchNorm1d", "BatchNorm2d"):
        assert agrees(kind, shape, **arguments)
        assert counts_agree(kind, **arguments)


@given(shapes, shapes, flags, flags, st.integers(0, 4))
def test_layer_norm_is_as_torch_has_it(
    shape: Shape, other: Shape, affine: bool, bias: bool, depth: int
) -> None:
    inner = shape[-depth:] if 0 < depth <= len(shape) else other
    assume(len(inner) > 0)
    arguments = {"normalized_shape": inner, "elementwise_affine": affine, "bias": bias}
    # The batch's own size as the first normalised dimension would mix its images.
    expected = None if len(inner) > len(shape) else torch_shape("LayerNorm", arguments, shape)
    assert our_shape(spec("LayerNorm", **arguments), shape) == expected
    assert counts_agree("LayerNorm", **arguments)


@given(shapes, st.none() | dimensions)
def test_softmax_is_as_torch_has_it_but_never_over_the_batch(shape: Shape, dim: int | None) -> None:
    rank = len(shape) + 1
    chosen = (0 if rank in (1, 3) else 1) if dim is None else dim
    over_batch = chosen in (0, -rank)
    for kind in ("Softmax", "LogSoftmax"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a dim should be given
            # On the meta device torch does not look at the dim.
            theirs = torch_shape(kind, {"dim": dim}, shape, device="cpu")
        assert our_shape(spec(kind, dim=dim), shape) == (None if over_batch else theirs)


@given(shapes, st.floats(-0.5, 1.5))
def test_dropout_is_as_torch_has_it(shape: Shape, p: float) -> None:
    assert agrees("Dropout", shape, p=p)


@given(images, st.floats(-0.5, 1.5))
def test_dropout2d_is_as_torch_has_it(shape: Shape, p: float) -> None:
    assert agrees("Dropout2d", shape, p=p)


@given(shapes)
def test_activations_keep_the_shape(shape: Shape) -> None:
    for kind in (
        *("ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Sigmoid", "Tanh", "Softplus", "Identity"),
    ):
        assert agrees(kind, shape)


@pytest.mark.parametrize("shape", [(), (4,), (4, 4), (1, 2, 4, 4)])
@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("Conv2d", {"in_channels": 4, "out_channels": 2, "kernel_size": (1, 1)}),
        ("MaxPool2d", {"kernel_size": (1, 1), "stride": (1, 1)}),
        ("AvgPool2d", {"kernel_size": (1, 1), "stride": (1, 1)}),
        ("AdaptiveAvgPool2d", {"output_size": (1, 1)}),
        ("Dropout2d", {"p": 0.5}),
    ],
)
def test_layers_for_images_want_channels_and_two_dimensions(
    kind: str, arguments: dict[str, Any], shape: Shape
) -> None:
    assert our_shape(spec(kind, **arguments), shape) is None


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("MaxPool2d", {"kernel_size": (2, 2), "stride": (2**40, 1)}),
        ("MaxPool2d", {"kernel_size": (2**40, 2), "stride": (1, 1), "padding": (2**39, 0)}),
        ("AvgPool2d", {"kernel_size": (2, 2), "stride": (1, 2**31)}),
        (
            "Conv2d",
            {"in_channels": 1, "out_channels": 1, "kernel_size": (2, 2), "padding": (2**30, 0)}
            | {"dilation": (2**31 + 20, 1), "padding_mode": "replicate"},
        ),
    ],
)
def test_sizes_that_torch_cannot_compute_with_are_refused(
    kind: str, arguments: dict[str, Any]
) -> None:
    assert our_shape(spec(kind, **arguments), (1, 28, 28)) is None


def test_output_of_a_layer_is_bounded(build: Any) -> None:
    wide = build.network("Flatten", ("Linear", 784, MAX_ACTIVATIONS))
    assert infer_shapes(wide, (1, 28, 28)).misfit is None
    wider = build.network("Flatten", ("Linear", 784, MAX_ACTIVATIONS + 1))
    misfit = infer_shapes(wider, (1, 28, 28)).misfit
    assert misfit is not None
    assert f"{MAX_ACTIVATIONS:,}" in misfit.wanted


def test_first_misfit_ends_the_shapes(build: Any) -> None:
    network = build.network("Flatten", ("Linear", 783, 100), "ReLU", ("Linear", 99, 10))
    shapes = infer_shapes(network, (1, 28, 28))
    assert shapes.outputs == ((784,),)
    assert shapes.misfit is not None
    assert (shapes.misfit.position, shapes.misfit.got) == (1, (784,))


def test_nothing_is_known_after_an_unsupported_layer(build: Any) -> None:
    network = build.network("Flatten", ("Unsupported", "Block", "is odd"), ("Linear", 1, 10))
    assert infer_shapes(network, (1, 28, 28)) == Shapes(outputs=((784,),), unknown_from=1)


@pytest.mark.parametrize(
    ("calls", "parameters"),
    [
        ((("Linear", 784, 300), ("Linear", 300, 10)), 238_510),
        ((("Conv2d", 1, 16, 3),), 160),
        ((("Conv2d", 16, 4, 3),), 580),
        ((("Linear", 196, 10),), 1_970),
        ((("Conv2d", 1, 16, 3), ("Conv2d", 16, 4, 3), ("Linear", 196, 10)), 2_710),
        ((("Conv2d", 3, 1, 5),), 76),
        ((("Conv2d", 3, 8, 5),), 608),
        ((("BatchNorm2d", 75),), 150),
        (
            (
                ("Conv2d", 1, 20, 5),
                ("Conv2d", 20, 75, 5),
                ("BatchNorm2d", 75),
                ("Linear", 1200, 500),
                ("Linear", 500, 10),
            ),
            643_755,
        ),
    ],
)
def test_published_parameter_counts(build: Any, calls: tuple[Any, ...], parameters: int) -> None:
    assert network_parameters(build.network(*calls)) == parameters


def test_a_5x5_convolution_without_padding_takes_4_off_each_side() -> None:
    layer = spec("Conv2d", in_channels=3, out_channels=8, kernel_size=(5, 5))
    assert output_shape(layer, (3, 32, 32)) == (8, 28, 28)


def test_the_last_linear_is_not_hidden(build: Any) -> None:
    network = build.network(
        "Flatten", ("Linear", 784, 60), "ReLU", ("Linear", 60, 40), ("Linear", 40, 10)
    )
    assert hidden_units(network) == 100
    assert [layer.out_features for layer in hidden_layers(network)] == [60, 40]


def test_a_network_without_linear_layers_has_nothing_hidden(build: Any) -> None:
    assert hidden_units(build.network("Flatten", "ReLU")) == 0


def test_multiplications_count_once_per_output_pixel(build: Any) -> None:
    network = build.network(("Conv2d", 1, 4, 3), "Flatten", ("Linear", 4 * 26 * 26, 10))
    shapes = infer_shapes(network, (1, 28, 28))
    assert multiply_adds(network, shapes) == 26 * 26 * 4 * 9 + 4 * 26 * 26 * 10


def test_memory_grows_with_the_batch(build: Any) -> None:
    network = build.network("Flatten", ("Linear", 784, 1000), ("Linear", 1000, 10))
    shapes = infer_shapes(network, (1, 28, 28))
    assert training_mib(network, shapes, 100_000) > 10 * training_mib(network, shapes, 1_000)
