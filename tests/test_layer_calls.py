import pytest

from grader.layer_calls import are_layers, layer_call, layer_label, layer_sizes
from grader.network_spec import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    LayerNorm,
    LayerSpec,
    LeakyReLU,
    Linear,
    MaxPool2d,
    ReLU,
    Softmax,
    Unflatten,
    Unsupported,
)

CONVOLUTION = Conv2d(name="0", in_channels=1, out_channels=20, kernel_size=(5, 5), padding=(2, 2))


@pytest.mark.parametrize(
    ("layer", "written"),
    [
        (ReLU(name="0"), "ReLU"),
        (Flatten(name="0"), "Flatten"),
        (Flatten(name="0", start_dim=2), "Flatten(start_dim=2)"),
        (Linear(name="0", in_features=784, out_features=10), "Linear(784, 10)"),
        (Linear(name="0", in_features=4, out_features=1, bias=False), "Linear(4, 1, bias=False)"),
        (Dropout(name="0", p=0.2), "Dropout(0.2)"),
        (CONVOLUTION, "Conv2d(1, 20, 5, padding=2)"),
        (
            CONVOLUTION.model_copy(update={"kernel_size": (5, 3), "padding": "same"}),
            "Conv2d(1, 20, (5, 3), padding='same')",
        ),
        (
            CONVOLUTION.model_copy(update={"stride": (2, 1), "padding": (0, 0)}),
            "Conv2d(1, 20, 5, stride=(2, 1))",
        ),
        (MaxPool2d(name="0", kernel_size=(2, 2), stride=(2, 2)), "MaxPool2d(2)"),
        (MaxPool2d(name="0", kernel_size=(3, 3), stride=(2, 2)), "MaxPool2d(3, stride=2)"),
        (AvgPool2d(name="0", kernel_size=(2, 2), stride=(1, 1)), "AvgPool2d(2, stride=1)"),
        (AdaptiveAvgPool2d(name="0", output_size=(1, None)), "AdaptiveAvgPool2d((1, None))"),
        (BatchNorm2d(name="0", num_features=8), "BatchNorm2d(8)"),
        (
            BatchNorm2d(name="0", num_features=8, momentum=None, eps=1e-3),
            "BatchNorm2d(8, eps=0.001, momentum=None)",
        ),
        (LayerNorm(name="0", normalized_shape=(8, 7, 7)), "LayerNorm((8, 7, 7))"),
        (LayerNorm(name="0", normalized_shape=(28, 28)), "LayerNorm((28, 28))"),
        (LayerNorm(name="0", normalized_shape=(28,)), "LayerNorm(28)"),
        (Unflatten(name="0", dim=1, unflattened_size=(8, 8)), "Unflatten(1, (8, 8))"),
        (AdaptiveAvgPool2d(name="0", output_size=(1, 1)), "AdaptiveAvgPool2d(1)"),
        (Unflatten(name="0", dim=1, unflattened_size=(1, 8, 8)), "Unflatten(1, (1, 8, 8))"),
        (LeakyReLU(name="0", negative_slope=0.2), "LeakyReLU(negative_slope=0.2)"),
        (Softmax(name="0", dim=1), "Softmax"),
        (Softmax(name="0", dim=2), "Softmax(dim=2)"),
        (Unsupported(name="0", class_name="MyLayer", reason="is no layer"), "MyLayer"),
    ],
)
def test_a_layer_is_written_as_torch_would_without_its_defaults(
    layer: LayerSpec, written: str
) -> None:
    assert layer_call(layer) == written


def test_the_sizes_alone_are_the_same_whatever_else_a_layer_has() -> None:
    assert layer_sizes(CONVOLUTION) == "Conv2d(1, 20, 5)"


def test_a_label_has_the_position_and_a_name_that_is_no_number() -> None:
    layer = Linear(name="head.fc1", in_features=4, out_features=2)
    assert layer_label(2, layer) == 'layer 3 "head.fc1", Linear(4, 2)'
    assert layer_label(0, ReLU(name="3")) == "layer 1, ReLU"


@pytest.mark.parametrize(
    ("texts", "same"),
    [
        (("Conv2d(1, 20, 5, padding=2)", "ReLU"), True),
        (("Conv2d(1, 20, 5)", "ReLU"), True),
        (("Conv2d", "ReLU"), True),
        (("Conv2d(1, 20, 5, padding=1)", "ReLU"), False),
        (("Conv2d(1, 20, 3)", "ReLU"), False),
        (("Conv2d(1, 20, 5)",), False),
        (("ReLU", "Conv2d(1, 20, 5)"), False),
    ],
)
def test_a_rubrics_texts_may_leave_out_all_but_the_sizes(
    texts: tuple[str, ...], same: bool
) -> None:
    assert are_layers((CONVOLUTION, ReLU(name="1")), texts) is same
