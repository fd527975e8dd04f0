"""What is a network once the student's code is gone? Layers, optimizer, schedule, as plain values.

Sizes are whatever the student's torch built, so they may be absurd (a padding of 10^9); the checks
say so. Only what no JSON number can hold (NaN, infinity) never gets this far.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field

from grader.records import Record, StudentText

Size = Annotated[int, Field(ge=-(2**62), le=2**62)]
Pair = tuple[Size, Size]
Shape = tuple[int, ...]
"""Sizes without the batch dimension."""


class Layer(Record):
    """What every layer has: the name its `nn.Sequential` gave it, dotted where nested."""

    name: StudentText


class Flatten(Layer):
    """Merges the dimensions from `start_dim` to `end_dim`, the batch being dimension 0."""

    type: Literal["Flatten"] = "Flatten"
    start_dim: Size = 1
    end_dim: Size = -1


class Unflatten(Layer):
    """Splits dimension `dim` into several, the batch being dimension 0."""

    type: Literal["Unflatten"] = "Unflatten"
    dim: Size
    unflattened_size: tuple[Size, ...]


class Identity(Layer):
    """Passes on what it gets."""

    type: Literal["Identity"] = "Identity"


class Linear(Layer):
    """Every output is a weighted sum of all inputs."""

    type: Literal["Linear"] = "Linear"
    in_features: Size
    out_features: Size
    bias: bool = True


class Conv2d(Layer):
    """Slides filters over an image's height and width."""

    type: Literal["Conv2d"] = "Conv2d"
    in_channels: Size
    out_channels: Size
    kernel_size: Pair
    stride: Pair = (1, 1)
    padding: Pair | Literal["same", "valid"] = (0, 0)
    dilation: Pair = (1, 1)
    groups: Size = 1
    bias: bool = True
    padding_mode: Literal["zeros", "reflect", "replicate", "circular"] = "zeros"


class MaxPool2d(Layer):
    """Keeps the largest number of each window."""

    type: Literal["MaxPool2d"] = "MaxPool2d"
    kernel_size: Pair
    stride: Pair
    padding: Pair = (0, 0)
    dilation: Pair = (1, 1)
    ceil_mode: bool = False


class AvgPool2d(Layer):
    """Keeps the mean of each window."""

    type: Literal["AvgPool2d"] = "AvgPool2d"
    kernel_size: Pair
    stride: Pair
    padding: Pair = (0, 0)
    ceil_mode: bool = False
    count_include_pad: bool = True


class AdaptiveAvgPool2d(Layer):
    """Averages to a size of its own; `None` keeps that side as it is."""

    type: Literal["AdaptiveAvgPool2d"] = "AdaptiveAvgPool2d"
    output_size: tuple[Size | None, Size | None]


class BatchNorm(Layer):
    """What both kinds of batch normalisation take."""

    num_features: Size
    eps: float = 1e-5
    momentum: float | None = 0.1
    """Weight of the newest batch in the running statistics; `None` averages over all batches."""
    affine: bool = True
    track_running_stats: bool = True


class BatchNorm1d(BatchNorm):
    """Normalises features over a batch, of flat inputs."""

    type: Literal["BatchNorm1d"] = "BatchNorm1d"


class BatchNorm2d(BatchNorm):
    """Normalises channels over a batch and its pixels."""

    type: Literal["BatchNorm2d"] = "BatchNorm2d"


class LayerNorm(Layer):
    """Normalises each image by itself, over its last dimensions."""

    type: Literal["LayerNorm"] = "LayerNorm"
    normalized_shape: tuple[Size, ...]
    eps: float = 1e-5
    elementwise_affine: bool = True
    bias: bool = True


class Dropout(Layer):
    """Sets numbers to 0 with probability `p` while training."""

    type: Literal["Dropout"] = "Dropout"
    p: float = 0.5


class Dropout2d(Layer):
    """Sets whole channels to 0 with probability `p` while training."""

    type: Literal["Dropout2d"] = "Dropout2d"
    p: float = 0.5


class ReLU(Layer):
    """max(0, x)."""

    type: Literal["ReLU"] = "ReLU"


class LeakyReLU(Layer):
    """x, or a small slope of it below 0."""

    type: Literal["LeakyReLU"] = "LeakyReLU"
    negative_slope: float = 0.01


class ELU(Layer):
    """x, or alpha * (exp(x) - 1) below 0."""

    type: Literal["ELU"] = "ELU"
    alpha: float = 1.0


class GELU(Layer):
    """x times the share of a normal distribution below x."""

    type: Literal["GELU"] = "GELU"
    approximate: Literal["none", "tanh"] = "none"


class SiLU(Layer):
    """x * sigmoid(x)."""

    type: Literal["SiLU"] = "SiLU"


class Sigmoid(Layer):
    """1 / (1 + exp(-x))."""

    type: Literal["Sigmoid"] = "Sigmoid"


class Tanh(Layer):
    """The hyperbolic tangent."""

    type: Literal["Tanh"] = "Tanh"


class Softplus(Layer):
    """A smooth ReLU, linear above `threshold`."""

    type: Literal["Softplus"] = "Softplus"
    beta: float = 1.0
    threshold: float = 20.0


class Softmax(Layer):
    """Probabilities over dimension `dim`; `None` leaves the choice to torch."""

    type: Literal["Softmax"] = "Softmax"
    dim: Size | None = None


class LogSoftmax(Layer):
    """Their logarithms."""

    type: Literal["LogSoftmax"] = "LogSoftmax"
    dim: Size | None = None


TrainableLayer = (
    Flatten
    | Unflatten
    | Identity
    | Linear
    | Conv2d
    | MaxPool2d
    | AvgPool2d
    | AdaptiveAvgPool2d
    | BatchNorm1d
    | BatchNorm2d
    | LayerNorm
    | Dropout
    | Dropout2d
    | ReLU
    | LeakyReLU
    | ELU
    | GELU
    | SiLU
    | Sigmoid
    | Tanh
    | Softplus
    | Softmax
    | LogSoftmax
)
"""A layer that the trainer can rebuild from its arguments alone."""


class Unsupported(Layer):
    """Something in the network that is not a plain layer of torch; never trained."""

    type: Literal["Unsupported"] = "Unsupported"
    class_name: StudentText
    reason: StudentText
    """Completes "layer 3, MyLayer, ...": "is a subclass of Linear", "has a forward hook"."""


LayerSpec = Annotated[TrainableLayer | Unsupported, Field(discriminator="type")]

LAYER_NAMES: tuple[str, ...] = tuple(kind.__name__ for kind in get_args(TrainableLayer))
"""Names a rubric may allow or require."""

OptionName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,39}$")]

OptionValue = (
    bool
    | Size
    | float
    | None
    | Annotated[tuple[float | None, ...], Field(max_length=4)]
    | Literal["original", "match_rms_adamw"]
)
"""A hyperparameter of an optimizer: a number, a switch, absent, numbers such as Adam's betas, or
one of the two words that Muon's `adjust_lr_fn` knows."""


class ParameterGroup(Record):
    """Parameters that share hyperparameters."""

    parameters: tuple[Annotated[str, Field(pattern=r"^[0-9]{1,4}\.(weight|bias)$")], ...]
    """Position of the layer in the flattened network, from 0, and which of its parameters."""
    options: dict[OptionName, OptionValue]


class OptimizerSpec(Record):
    """An optimizer of `torch.optim`, with every hyperparameter as torch resolved it."""

    name: StudentText
    groups: tuple[ParameterGroup, ...]


class RecordedSchedule(Record):
    """A schedule as the numbers it produced, whatever class or function made them."""

    kind: Literal["recorded"] = "recorded"
    name: StudentText
    groups: tuple[dict[OptionName, tuple[OptionValue, ...]], ...]
    """Per parameter group: option -> its value in epoch 1, 2, ...: `lr`, and what else moves."""

    def epochs(self) -> int:
        """Epochs that the record reaches."""
        return min((len(values) for group in self.groups for values in group.values()), default=0)


class PlateauSchedule(Record):
    """`ReduceLROnPlateau`: follows the test loss (mode min) or the test accuracy (mode max)."""

    kind: Literal["plateau"] = "plateau"
    mode: Literal["min", "max"]
    factor: float
    patience: Size
    threshold: float
    threshold_mode: Literal["rel", "abs"]
    cooldown: Size
    min_lr: tuple[float, ...]
    eps: float


ScheduleSpec = Annotated[RecordedSchedule | PlateauSchedule, Field(discriminator="kind")]


class NetworkSpec(Record):
    """A student's answer to one problem: everything that the rules and the trainer may know."""

    layers: tuple[LayerSpec, ...]
    layer_count: int
    """Layers the student built; more than `layers` holds when there were too many to describe."""
    optimizer: OptimizerSpec | None = None
    """`None`: the student gave none, the rubric's is used."""
    schedule: ScheduleSpec | None = None
    epochs: int | None = None
    """What the student asks for, whether or not the rubric lets students choose; likewise below."""
    batch_size: int | None = None
    ignored: tuple[StudentText, ...] = ()
    """Variables with an optimizer or a schedule that the rubric does not let students choose."""

    def trainable_layers(self) -> Iterator[tuple[int, TrainableLayer]]:
        """(position from 0, layer) of every layer the trainer can rebuild."""
        for position, layer in enumerate(self.layers):
            if not isinstance(layer, Unsupported):
                yield position, layer
