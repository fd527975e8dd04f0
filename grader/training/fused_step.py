"""How does an optimizer take a step without its bookkeeping? Straight to torch's fused kernel.

A step of `torch.optim.Adam` on a small network is mostly Python: collecting parameters, grouping
them by device, moving counters to where they are already. What is left of it here is the kernel
that torch itself calls, with the same tensors, so that the numbers are the same to the last bit.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

Step = Callable[[], None]


def fused_step(optimizer: torch.optim.Optimizer) -> Step:
    """Give what takes one step; options are read from the groups anew each time.

    Args:
        optimizer: built with `fused=True` where it knows that; other kinds step by themselves.
    """
    kernel = _KERNELS.get(type(optimizer))
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    on_cpu = all(p.device.type == "cpu" and p.dtype == torch.float32 for p in parameters)
    if kernel is None or not on_cpu:
        return optimizer.step
    return _FusedStep(optimizer, kernel)


class _FusedStep:
    def __init__(
        self, optimizer: torch.optim.Optimizer, kernel: Callable[..., Step | None]
    ) -> None:
        self._optimizer, self._kernel = optimizer, kernel
        self._groups: list[Step] | None = None
        self._had_momentum = self._momentum()

    def __call__(self) -> None:
        if self._groups is not None and self._momentum() == self._had_momentum:
            for step in self._groups:
                step()
            return
        # The first step is the optimizer's own: it makes the state that the kernels work on. So is
        # the one with which a schedule switches momentum on or off.
        self._optimizer.step()
        self._had_momentum = self._momentum()
        groups = [self._prepare(group) for group in self._optimizer.param_groups]
        known = [step for step in groups if step is not None]
        self._groups = known if len(known) == len(groups) else [self._optimizer.step]

    def _momentum(self) -> list[bool]:
        return [bool(group.get("momentum")) for group in self._optimizer.param_groups]

    def _prepare(self, group: dict[str, Any]) -> Step | None:
        parameters: list[Tensor] = group["params"]
        states = [self._optimizer.state[p] for p in parameters]
        # A parameter outside of what the loss depends on has no gradient, and may get one later.
        if any(p.grad is None or not p.grad.is_floating_point() for p in parameters):
            return None
        return self._kernel(group, parameters, states)


def _adam(
    group: dict[str, Any], parameters: list[Tensor], states: list[dict[str, Tensor]]
) -> Step | None:
    amsgrad = group["amsgrad"]
    means = [state["exp_avg"] for state in states]
    squares = [state["exp_avg_sq"] for state in states]
    largest = [state["max_exp_avg_sq"] for state in states] if amsgrad else []
    counts = [state["step"] for state in states]

    def step() -> None:
        """Count the step, then take it."""
        kernel = torch._fused_adamw_ if group["decoupled_weight_decay"] else torch._fused_adam_
        beta1, beta2 = group["betas"]
        torch._foreach_add_(counts, 1)
        kernel(
            parameters,
            _gradients(parameters),
            means,
            squares,
            largest,
            counts,
            amsgrad=amsgrad,
            lr=group["lr"],
            beta1=beta1,
            beta2=beta2,
            weight_decay=group["weight_decay"],
            eps=group["eps"],
            maximize=group["maximize"],
            grad_scale=None,
            found_inf=None,
        )

    return step


def _sgd(
    group: dict[str, Any], parameters: list[Tensor], states: list[dict[str, Tensor]]
) -> Step | None:
    buffers = [state["momentum_buffer"] for state in states] if group["momentum"] else []

    def step() -> None:
        """Take it, the first one being behind us."""
        torch._fused_sgd_(
            parameters,
            _gradients(parameters),
            buffers,
            weight_decay=group["weight_decay"],
            momentum=group["momentum"],
            lr=group["lr"],
            dampening=group["dampening"],
            nesterov=group["nesterov"],
            maximize=group["maximize"],
            is_first_step=False,
            grad_scale=None,
            found_inf=None,
        )

    return step


def _gradients(parameters: list[Tensor]) -> list[Tensor]:
    return [p.grad for p in parameters if p.grad is not None]


_KERNELS: dict[type[torch.optim.Optimizer], Callable[..., Step | None]] = {
    torch.optim.Adam: _adam,
    torch.optim.AdamW: _adam,
    torch.optim.SGD: _sgd,
}
