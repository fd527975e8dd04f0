"""How does a watch hear of what torch does? Through torch's own classes, changed once.

Calls of networks, backward passes, losses, new Sequentials and new schedulers.
"""

import contextlib
import inspect
from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch import nn

from grader.inside_container.plain_values import exact_number

Module, Sequential, Tensor = nn.Module, nn.Sequential, torch.Tensor
_schedulers = torch.optim.lr_scheduler
_true_call: Callable[..., Any] = Module.__call__
_backward: Callable[..., Any] = Tensor.backward
_sequential_init, _sequential_forward = Sequential.__init__, Sequential.forward
_LOSSES = (
    *("cross_entropy", "nll_loss", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"),
    *("binary_cross_entropy", "binary_cross_entropy_with_logits", "kl_div"),
    *("multi_margin_loss", "multilabel_soft_margin_loss", "multilabel_margin_loss"),
    *("soft_margin_loss", "hinge_embedding_loss", "poisson_nll_loss", "gaussian_nll_loss"),
)


class Hooked(Protocol):
    """What the hooks tell."""

    is_on: bool
    depth: int
    """Networks that are being called just now, within each other."""

    def here(self) -> bool:
        """Whether anything is to be told at all."""

    def network_called(self, network: Any, arguments: tuple[Any, ...]) -> None:
        """Take note of a call of a network that no other network made."""

    def gradients_computed(self) -> None:
        """Take note of a backward pass."""

    def loss_computed(self, name: str) -> None:
        """Take note of a loss."""

    def network_built(self, network: Any) -> None:
        """Take note of a new Sequential."""

    def scheduler_built(self, scheduler: Any) -> None:
        """Take note of a new scheduler."""


def watch_calls(watch: "Hooked") -> None:
    """Have networks, backward passes and new Sequentials told of."""

    def __call__(module: Any, *args: Any, **kwargs: Any) -> Any:
        return seen(_true_call, module, args, kwargs)

    def forward(module: Any, input: Any) -> Any:
        return seen(_sequential_forward, module, (input,), {})

    def seen(function: Callable[..., Any], module: Any, args: Any, kwargs: Any) -> Any:
        if watch.depth or not watch.here():
            return function(module, *args, **kwargs)
        watch.depth += 1
        try:
            with contextlib.suppress(Exception):
                watch.network_called(module, args or tuple(kwargs.values()))
            return function(module, *args, **kwargs)
        finally:
            watch.depth -= 1

    def backward(tensor: Any, *args: Any, **kwargs: Any) -> Any:
        watch.gradients_computed()
        return _backward(tensor, *args, **kwargs)

    def __init__(network: Any, *args: Any, **kwargs: Any) -> None:
        _sequential_init(network, *args, **kwargs)
        watch.network_built(network)

    Module.__call__ = __call__  # type: ignore[method-assign]
    Tensor.backward = backward  # type: ignore[method-assign, assignment]
    Sequential.__init__ = __init__  # type: ignore[method-assign, assignment]
    Sequential.forward = forward  # type: ignore[method-assign]


def watch_losses(watch: "Hooked") -> None:
    """Have losses told of by name."""
    functional = vars(nn.functional)
    for name in _LOSSES:
        if name in functional:
            functional[name] = _noted(functional[name], name, watch)


def _noted(function: Callable[..., Any], name: str, watch: "Hooked") -> Callable[..., Any]:
    def loss(*args: Any, **kwargs: Any) -> Any:
        if watch.is_on:
            watch.loss_computed(name + _dressed(args, kwargs))
        return function(*args, **kwargs)

    return loss


def _dressed(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Tell what makes a cross-entropy another one: label smoothing, weights of classes."""
    smoothing = exact_number(kwargs.get("label_smoothing"))
    if smoothing:
        return f" with label_smoothing={smoothing:g}"
    weighted = kwargs.get("weight") is not None or (len(args) > 2 and args[2] is not None)
    return " with weights" if weighted else ""


def watch_schedulers(watch: "Hooked") -> None:
    """Have new schedulers told of."""
    for cls in list(vars(_schedulers).values()):
        if isinstance(cls, type) and issubclass(cls, _schedulers.LRScheduler):
            initialise = vars(cls).get("__init__")
            if initialise is not None:
                setattr(cls, "__init__", _registered(initialise, watch))  # noqa: B010 - mypy


def _registered(initialise: Callable[..., None], watch: "Hooked") -> Callable[..., None]:
    taken = len(inspect.signature(initialise).parameters) - 1

    def __init__(scheduler: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("verbose", None)  # which torch no longer takes: the last of all that it took
        initialise(scheduler, *args[:taken], **kwargs)
        watch.scheduler_built(scheduler)

    return __init__
