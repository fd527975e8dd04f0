"""Which networks does a file build and call, and which of them is a step of an optimizer about?"""

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from grader.inside_container.modules_inside import modules_in
from grader.inside_container.plain_values import attributes_of
from grader.inside_container.runs_seen import Place

_Module, _Optimizer = nn.Module, torch.optim.Optimizer
_ref = weakref.ref
_gradient: Callable[[Any], Any] = vars(torch._C.TensorBase)["grad"].__get__

MAX_BUILT = 5_000
"""Networks whose place is remembered."""
_MAX_SINCE_STEP = 20


@dataclass
class Called:
    """What is known of a network from its calls."""

    network: Any
    shape: list[int]
    first_input: Any
    evaluated: bool = False
    """Whether it was ever called in eval mode."""
    tested_while_training: int | None = None
    """Line on which it was tested in training mode."""


class Networks:
    """The networks that a file builds and calls."""

    def __init__(self) -> None:
        self.called: dict[int, Called] = {}
        """id of a network -> what its calls were like."""
        self._since_step: list[Any] = []
        """Networks called with gradients since the last step, the last one last."""
        self._built: dict[int, tuple[Any, Place]] = {}

    def note_built(self, network: Any, place: Place) -> None:
        """Remember where a Sequential is built."""
        if len(self._built) < MAX_BUILT:
            self._built[id(network)] = (_ref(network), place)

    def built_at(self, network: Any) -> Place | None:
        """Tell where a Sequential was built."""
        known = self._built.get(id(network))
        return known[1] if known is not None and known[0]() is network else None

    def note_call(self, network: Any, given: Any, *, with_gradients: bool) -> Called:
        """Remember what a network was called with."""
        known = self.called.setdefault(id(network), Called(network, [], None))
        known.shape, known.first_input = list(given.shape), given
        if with_gradients:
            self._since_step = [n for n in self._since_step if n is not network]
            self._since_step = [*self._since_step[-_MAX_SINCE_STEP:], network]
        return known

    def note_step(self, network: Any) -> None:
        """Take a network's gradients as used."""
        self._since_step = [n for n in self._since_step if n is not network]

    def owners_of(self, optimizer: Any) -> list[Any]:
        """List the networks called since the last step that an optimizer's parameters are of."""
        held = parameters_of(optimizer)
        whose = [n for n in self._since_step if held & parameters_in(n)]
        if whose and whose[-1] is not self._since_step[-1] and not _has_gradients(whose[-1]):
            return []  # it was only looked at, and the optimizer is a stale one
        return whose

    def trained_by(self, optimizer: Any, owners: list[Any]) -> Called | None:
        """Find the network whose gradients a step is about.

        Args:
            optimizer: that makes it.
            owners: the networks that its parameters are of; none of a stale one.
        """
        called = (owners or self._since_step or [None])[-1]
        network, last = called, self.called.get(id(called))
        if called is None or last is None:
            return None
        if not attributes_of(called, _Module)["_modules"]:
            # A layer called by itself: somebody has called `model.forward`.
            network = self._largest_with(parameters_of(optimizer)) or called
        return last if last.network is network else Called(network, last.shape, None)

    def _largest_with(self, parameters: set[int]) -> Any:
        """Find the largest network built by the file that has some of these parameters."""
        alive: list[Any] = [made() for made, _ in self._built.values()]
        owners = [(len(parameters_in(n) & parameters), n) for n in alive if n is not None]
        best = max(owners, key=lambda pair: pair[0], default=(0, None))
        return best[1] if best[0] else None


def parameter_groups(optimizer: Any) -> list[list[Any]]:
    """List what each of an optimizer's groups holds; nothing if they are not torch's own."""
    groups = attributes_of(optimizer, _Optimizer).get("param_groups")
    if type(groups) is not list:
        return []
    held = [group.get("params") for group in groups if type(group) is dict]
    return [params for params in held if type(params) is list]


def parameters_of(optimizer: Any) -> set[int]:
    """Collect the ids of an optimizer's parameters."""
    return {id(each) for group in parameter_groups(optimizer) for each in group}


def parameters_in(network: Any) -> set[int]:
    """Collect the ids of a network's parameters, without asking the network."""
    found: set[int] = set()
    for _, own in modules_in(network):
        found |= {id(each) for each in own["_parameters"].values() if each is not None}
    return found


def _has_gradients(network: Any) -> bool:
    """Whether any of a network's parameters has a gradient, without asking the network."""
    return any(
        each is not None and _gradient(each) is not None
        for _, own in modules_in(network)
        for each in own["_parameters"].values()
    )
