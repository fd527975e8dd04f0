"""What are a batch's gradients? By hand where every layer is written out, by autograd elsewhere."""

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from grader.training.layers_by_hand import LayerByHand, by_hand

Gradients = Callable[[Tensor, Tensor], Tensor]
"""(images, labels) -> logits, (N, classes) and detached. Leaves in every parameter's `grad` the
gradient of the batch's mean cross-entropy, as of a network in training mode."""


def gradients_of(network: nn.Sequential, device: torch.device) -> Gradients:
    """Choose how to differentiate a network that is on its device already.

    By hand on CPUs alone: that is where it was measured.
    """
    written_out = gradients_by_hand(network) if device.type == "cpu" else None
    return written_out or autograd_gradients(network)


def autograd_gradients(network: nn.Sequential) -> Gradients:
    """Differentiate any network."""

    def gradients(images: Tensor, labels: Tensor) -> Tensor:
        network.zero_grad(set_to_none=True)
        logits: Tensor = network(images)
        loss = F.cross_entropy(logits, labels)
        if loss.requires_grad:  # a network without parameters has nothing to learn
            loss.backward()  # type: ignore[no-untyped-call]
        return logits.detach()

    return gradients


def gradients_by_hand(network: nn.Sequential) -> Gradients | None:
    """Differentiate without autograd; `None` where a layer is not written out."""
    modules = list(network)
    with_parameters = [i for i, module in enumerate(modules) if list(module.parameters())]
    if not with_parameters:
        return None
    first = with_parameters[0]
    layers = [by_hand(module, is_first=i == first) for i, module in enumerate(modules)]
    known = [layer for layer in layers if layer is not None]
    return _chain_rule(known, first) if len(known) == len(layers) else None


def _chain_rule(layers: Sequence[LayerByHand], first: int) -> Gradients:
    """Go up through all layers, and down again to the first that has parameters."""
    downwards = layers[first:][::-1]

    @torch.no_grad()
    def gradients(images: Tensor, labels: Tensor) -> Tensor:
        values = images
        for layer in layers:
            values = layer.forward(values)
        gradient = _by_logits(values, labels)
        for layer in downwards:
            gradient = layer.backward(gradient)
        return values

    return gradients


def _by_logits(logits: Tensor, labels: Tensor) -> Tensor:
    """Differentiate the mean cross-entropy: probabilities, less 1 for the right class, over N."""
    gradient = torch.softmax(logits, dim=1)
    minus_one = torch.full((len(labels), 1), -1.0)
    return gradient.scatter_add_(1, labels[:, None], minus_one).div_(len(labels))
