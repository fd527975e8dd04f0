"""Does an image pass through the network, and come out as one number per class?"""

from grader.checks.problem_under_test import UnderTest
from grader.layer_calls import layer_label
from grader.network_size import say_shape
from grader.network_spec import (
    BatchNorm2d,
    Conv2d,
    Dropout,
    Dropout2d,
    Flatten,
    Linear,
    LogSoftmax,
    Softmax,
)
from grader.results import CheckResult


def check_shapes(under_test: UnderTest) -> CheckResult:
    """Follow one image from input to output; name the layer it does not fit, and both sizes."""
    shapes, facts = under_test.shapes, under_test.facts
    if shapes.unknown_from is not None:
        return CheckResult.skipped(
            "shapes", f"cannot be worked out from layer {shapes.unknown_from + 1} on"
        )
    if shapes.misfit is not None:
        misfit = shapes.misfit
        return CheckResult.failed(
            "shapes",
            f"{layer_label(misfit.position, misfit.layer)}, gets {say_shape(misfit.got)} "
            f"and {misfit.wanted}",
            advice=_advice(under_test),
        )
    output = shapes.outputs[-1]
    if output != (facts.classes,):
        last = len(under_test.network.layers) - 1
        return CheckResult.failed(
            "shapes",
            f"{layer_label(last, under_test.network.layers[last])}, puts out {say_shape(output)}; "
            f"the network must put out {facts.classes}, one number per class",
            advice=f"end with a Linear layer of {facts.classes} outputs",
        )
    return CheckResult.passed("shapes", f"{say_shape(facts.input_shape)} in, {facts.classes} out")


def _advice(under_test: UnderTest) -> str | None:
    """Say what is most often wrong: no Flatten before the first Linear, or a wrong size after."""
    misfit = under_test.shapes.misfit
    assert misfit is not None
    before = under_test.network.layers[: misfit.position]
    flat = any(isinstance(layer, Flatten) for layer in before)
    if isinstance(misfit.layer, Linear) and len(misfit.got) > 1 and not flat:
        return "put nn.Flatten() before it"
    match misfit.layer:
        case Linear(in_features=size) if len(misfit.got) == 1 and size != misfit.got[0]:
            return f"write {misfit.got[0]} as its first number"
        case Conv2d(in_channels=size) | BatchNorm2d(num_features=size) if (
            len(misfit.got) == 3 and size != misfit.got[0]
        ):
            return f"write {misfit.got[0]} as its first number"
        case Dropout() | Dropout2d() | Softmax() | LogSoftmax() | Flatten():
            return None  # the message says what is wrong, and it is no size
        case _:
            return "print the shape after each layer for one image, and compare"
