"""Rebuild a network from its spec: torch's own classes, freshly initialised from a seed."""

from collections.abc import Sequence

import torch
from torch import nn

from grader.network_spec import LogSoftmax, Softmax, TrainableLayer


def build_network(layers: Sequence[TrainableLayer], seed: int) -> nn.Sequential:
    """Build and initialise a network whose output is logits, on the CPU.

    A layer keeps its position: `network[3]` is `layers[3]`, and its parameters are "3.weight" and
    "3.bias".

    Args:
        layers: flattened, as described.
        seed: fixes the initialisation and, because torch has one generator for both, every draw
            of the dropout layers from here on.
    """
    torch.manual_seed(seed)
    return nn.Sequential(*(_build_layer(layer) for layer in _up_to_logits(layers)))


def _up_to_logits(layers: Sequence[TrainableLayer]) -> Sequence[TrainableLayer]:
    """Leave off a final softmax over the classes.

    The trainer's cross-entropy applies a log-softmax itself. On that layer's input it is the very
    number that a student means by cross-entropy of probabilities, without losing the digits that
    `log(softmax(x))` loses; on its output it would be a softmax of a softmax, another loss with
    nearly no gradient.
    """
    if layers and isinstance(layers[-1], Softmax | LogSoftmax) and layers[-1].dim in (None, 1, -1):
        return layers[:-1]
    return layers


def _build_layer(layer: TrainableLayer) -> nn.Module:
    # A spec's fields are the arguments of the class in torch.nn that its type names, and `type` is
    # one of a closed list: every kind of layer is built by this line, and a test builds them all.
    kind: type[nn.Module] = getattr(nn, layer.type)
    return kind(**layer.model_dump(exclude={"name", "type"}))
