"""How do layers with parameters compute and differentiate, with torch's kernels but no autograd?

See `layers_by_hand`, whose `LayerByHand` these are, for what and why.
"""

import torch
from torch import Tensor, nn

_aten = torch.ops.aten


class LinearByHand:
    """A Linear layer with a bias."""

    def __init__(self, module: nn.Linear, is_first: bool) -> None:
        self._weight, self._bias, self._is_first = module.weight, module.bias, is_first

    def forward(self, values: Tensor) -> Tensor:
        """See `LayerByHand`."""
        # Without a Flatten before it, a Linear layer works on each row of an image by itself.
        *self._rows, _ = values.shape
        self._input = values.flatten(0, -2)  # (rows, in_features)
        output = torch.addmm(self._bias, self._input, self._weight.t())
        return output.view(*self._rows, -1)

    def backward(self, gradient: Tensor) -> Tensor:
        """See `LayerByHand`."""
        gradient = gradient.flatten(0, -2)  # (rows, out_features)
        self._weight.grad = torch.mm(gradient.t(), self._input)
        self._bias.grad = torch.sum(gradient, dim=0)
        if self._is_first:
            return gradient
        return torch.mm(gradient, self._weight).view(*self._rows, -1)


class Conv2dByHand:
    """A convolution padded with zeros, or not at all."""

    def __init__(self, module: nn.Conv2d, is_first: bool) -> None:
        self._weight, self._bias, self._is_first = module.weight, module.bias, is_first
        transposed, output_padding = False, (0, 0)
        self._how = (
            *(module.stride, module.padding, module.dilation),
            *(transposed, output_padding, module.groups),
        )
        self._wanted = (not is_first, True, module.bias is not None)

    def forward(self, values: Tensor) -> Tensor:
        """See `LayerByHand`."""
        self._input = values  # (N, channels, height, width)
        output: Tensor = _aten.convolution.default(values, self._weight, self._bias, *self._how)
        return output

    def backward(self, gradient: Tensor) -> Tensor:
        """See `LayerByHand`."""
        sizes_of_bias = (len(self._weight),)
        by_input, by_weight, by_bias = _aten.convolution_backward.default(
            gradient, self._input, self._weight, sizes_of_bias, *self._how, self._wanted
        )
        _set_gradient(self._weight, by_weight)
        if self._bias is not None:
            self._bias.grad = by_bias
        below: Tensor = gradient if self._is_first else by_input
        return below


def _set_gradient(parameter: Tensor, gradient: Tensor) -> None:
    # Fused optimizers walk through parameter and gradient side by side in memory, so that both must
    # be laid out alike; autograd sees to it, and so must we.
    if gradient.stride() != parameter.stride():
        gradient = torch.empty_like(parameter).copy_(gradient)
    parameter.grad = gradient


class BatchNormByHand:
    """Batch normalisation that learns a scale and a shift and keeps running statistics."""

    def __init__(self, module: nn.BatchNorm1d | nn.BatchNorm2d) -> None:
        self._weight, self._bias = module.weight, module.bias
        self._running = (module.running_mean, module.running_var)
        self._momentum, self._eps = module.momentum, module.eps

    def forward(self, values: Tensor) -> Tensor:
        """See `LayerByHand`."""
        self._input = values
        output: Tensor
        output, *self._batch = _aten.native_batch_norm.default(
            values, self._weight, self._bias, *self._running, True, self._momentum, self._eps
        )  # and the batch's mean and 1 / standard deviation
        return output

    def backward(self, gradient: Tensor) -> Tensor:
        """See `LayerByHand`."""
        training, wanted = True, (True, True, True)
        by_input: Tensor
        by_input, self._weight.grad, self._bias.grad = _aten.native_batch_norm_backward.default(
            gradient,
            self._input,
            self._weight,
            *self._running,
            *self._batch,
            training,
            self._eps,
            wanted,
        )
        return by_input
