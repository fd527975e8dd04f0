"""How does one layer compute and differentiate, with torch's kernels but without its autograd?

A step of a small network is mostly bookkeeping: with 784-100-10 at batch size 32, autograd's takes
as long as the matrix products. Here the chain rule is written out for the layers that introductory
networks are made of, with the very kernels that autograd calls. Tests hold it against autograd.
"""

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor, nn

from grader.training.learned_by_hand import BatchNormByHand, Conv2dByHand, LinearByHand

_aten = torch.ops.aten


class LayerByHand(Protocol):
    """A layer in training mode, called in turns: forward, backward, forward, ..."""

    def forward(self, values: Tensor) -> Tensor:
        """Compute the output for a batch and keep what `backward` needs."""

    def backward(self, gradient: Tensor) -> Tensor:
        """Set the parameters' `grad`.

        Args:
            gradient: of the loss by this layer's output.

        Returns:
            The gradient by its input; from a network's first layer with parameters, below which
            nobody needs one, anything.
        """


def by_hand(module: nn.Module, *, is_first: bool = False) -> LayerByHand | None:
    """Write a layer out; `None` for a kind, or a use of it, that is not written out here.

    Args:
        module: remains the owner of its parameters and statistics.
        is_first: whether no layer below it has parameters.
    """
    match module:
        case nn.Linear() if module.bias is not None:
            return LinearByHand(module, is_first)
        case nn.Conv2d(padding=tuple(), padding_mode="zeros"):
            return Conv2dByHand(module, is_first)
        case nn.BatchNorm1d() | nn.BatchNorm2d() if _is_usual(module):
            return BatchNormByHand(module)
        case nn.MaxPool2d():
            return _MaxPool2d(module)
        case nn.Flatten(start_dim=1, end_dim=-1):
            return _Flatten()
        case nn.Dropout():
            return _Dropout(module.p)
        case nn.ReLU() | nn.Sigmoid() | nn.Tanh():
            return _Activation(*_ACTIVATIONS[type(module)])
        case _:
            return None


def _is_usual(module: nn.BatchNorm1d | nn.BatchNorm2d) -> bool:
    # Without a momentum the statistics are means over all batches, which nobody counts here.
    return module.affine and module.track_running_stats and module.momentum is not None


class _MaxPool2d:
    def __init__(self, module: nn.MaxPool2d) -> None:
        self._window = (module.kernel_size, module.stride, module.padding, module.dilation)
        self._ceil = module.ceil_mode

    def forward(self, values: Tensor) -> Tensor:
        self._input = values
        output: Tensor
        output, self._chosen = _aten.max_pool2d_with_indices.default(
            values, *self._window, self._ceil
        )
        return output

    def backward(self, gradient: Tensor) -> Tensor:
        by_input: Tensor = _aten.max_pool2d_with_indices_backward.default(
            gradient, self._input, *self._window, self._ceil, self._chosen
        )
        return by_input


class _Flatten:
    def forward(self, values: Tensor) -> Tensor:
        self._input = values
        return values.flatten(1)

    def backward(self, gradient: Tensor) -> Tensor:
        # Laid out like the input: kernels that meet two layouts are several times slower.
        return torch.empty_like(self._input).copy_(gradient.view(self._input.shape))


class _Dropout:
    def __init__(self, p: float) -> None:
        self._p = p
        self._scale = 1 / (1 - p) if p < 1 else 0.0

    def forward(self, values: Tensor) -> Tensor:
        # Uniform in [0, 1), so at least p with probability 1 - p; half the time of `bernoulli_`.
        self._mask = torch.rand_like(values).ge_(self._p).mul_(self._scale)
        return values * self._mask

    def backward(self, gradient: Tensor) -> Tensor:
        return gradient * self._mask


class _Activation:
    def __init__(
        self, function: Callable[[Tensor], Tensor], derivative: Callable[[Tensor, Tensor], Tensor]
    ) -> None:
        self._function, self._derivative = function, derivative

    def forward(self, values: Tensor) -> Tensor:
        self._output = self._function(values)
        return self._output

    def backward(self, gradient: Tensor) -> Tensor:
        return self._derivative(gradient, self._output)


def _relu_backward(gradient: Tensor, output: Tensor) -> Tensor:
    return _aten.threshold_backward.default(gradient, output, 0)  # type: ignore[no-any-return]


_ACTIVATIONS: dict[type[nn.Module], tuple[Callable[..., Tensor], Callable[..., Tensor]]] = {
    nn.ReLU: (torch.relu, _relu_backward),
    nn.Sigmoid: (torch.sigmoid, _aten.sigmoid_backward.default),
    nn.Tanh: (torch.tanh, _aten.tanh_backward.default),
}
