"""Which networks has a file trained in earnest? Runs put together, sweeps told apart; pure.

A run goes on with a network and its optimizer. Another optimizer for the same network is a second
phase of one training. Runs that one and the same place of the file made, over and over, are a
sweep: what it tried on the way is nobody's answer.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.description import DescribedNetwork
from grader.layer_calls import layer_call
from grader.network_spec import Conv2d, Dropout, Dropout2d, LayerSpec
from grader.training_runs import TrainingRun

SWEEP_FROM = 4
"""Runs from one place of the file that are a sweep, whatever they differ in."""
MAX_TRAINED = 100
"""Networks of one file that are looked at; the last ones count."""


@dataclass(frozen=True)
class TrainedNetwork:
    """A network, and all runs that trained it."""

    runs: tuple[TrainingRun, ...]
    """At least one, in order: phases of one training."""
    in_sweep: bool

    @property
    def first(self) -> TrainingRun:
        """The run with which its training began."""
        return self.runs[0]

    @property
    def network(self) -> DescribedNetwork:
        """As it was at its first step."""
        return self.first.network

    @property
    def epochs(self) -> int:
        """Of all phases, those included that a loop would have gone on for."""
        return sum(run.planned or run.started for run in self.runs)

    @property
    def is_convolutional(self) -> bool:
        """Whether it has a convolution."""
        return any(isinstance(layer, Conv2d) for layer in self.network.layers)

    @property
    def statements(self) -> tuple[int, int]:
        """First lines of the first and the last statement that trained it."""
        return self.first.statement, max(run.last_statement for run in self.runs)

    @property
    def built(self) -> int:
        """Line on which it is built, or, where nobody saw that, first trained."""
        bound = [line for line in self.first.names.values() if line]
        if self.first.built is not None:
            return self.first.built
        return min(bound, default=self.first.statement)

    @property
    def lines(self) -> tuple[int, ...]:
        """Lines that a person may name it by: of its building first, then of its training."""
        places = [self.built]
        for run in self.runs:
            places += [*run.names.values(), run.built_statement or 0, run.statement, *run.spot]
        return tuple(dict.fromkeys(line for line in places if line))

    def is_like(self, other: "TrainedNetwork") -> bool:
        """Whether both have the same layers, Dropout's probabilities aside."""
        return plain_layers(self.network.layers) == plain_layers(other.network.layers)


def plain_layers(layers: Sequence[LayerSpec]) -> tuple[str, ...]:
    """Write down layers so that those which differ in Dropout's probability alone are the same."""
    return tuple(
        layer.type if isinstance(layer, Dropout | Dropout2d) else layer_call(layer)
        for layer in layers
    )


def trained_networks(runs: Sequence[TrainingRun]) -> tuple[TrainedNetwork, ...]:
    """Put runs together, in the order in which the networks were first trained."""
    swept = _swept(runs)
    by_model: dict[int, list[TrainingRun]] = defaultdict(list)
    for run in runs:
        by_model[run.model].append(run)
    found = []
    for phases in by_model.values():
        inside = [run for run in phases if run.number in swept]
        outside = [run for run in phases if run.number not in swept]
        # A sweep may set p on the final network itself: what trained that is not the sweep's.
        found += [TrainedNetwork(tuple(part), part is inside) for part in (inside, outside) if part]
    found.sort(key=lambda trained: trained.first.number)
    return tuple(found[-MAX_TRAINED:])


def _swept(runs: Sequence[TrainingRun]) -> set[int]:
    """List the numbers of the runs that are parts of a sweep."""
    by_spot: dict[tuple[int, ...], list[TrainingRun]] = defaultdict(list)
    for run in runs:
        by_spot[(run.statement, *run.spot)].append(run)
    swept: set[int] = set()
    for alike in by_spot.values():
        if _are_repeats(alike):  # over seeds: one answer, the last of them
            swept |= {run.number for run in alike[:-1]}
            continue
        # An optimizer that is built anew for every epoch makes runs of one network.
        tried = {(run.model, _dropouts(run)) for run in alike}
        is_search = len(tried) >= SWEEP_FROM and not _are_answers(alike)
        if is_search or (len(alike) > 1 and _differ_in_dropout(alike)):
            swept |= {run.number for run in alike}
    return swept


def _dropouts(run: TrainingRun) -> tuple[float, ...]:
    kinds = (Dropout, Dropout2d)
    return tuple(layer.p for layer in run.network.layers if isinstance(layer, kinds))


def _are_repeats(runs: Sequence[TrainingRun]) -> bool:
    """Whether one place has trained the same network in the same way, over and over."""
    if len({run.model for run in runs}) < len(runs):
        return False
    return len(runs) > 1 and len({_way(run) for run in runs}) == 1


def _way(run: TrainingRun) -> tuple[object, ...]:
    layers = tuple(layer_call(layer) for layer in run.network.layers)
    return layers, run.optimizer_name, run.epochs, run.batch_size, repr(run.rates)


def _are_answers(runs: Sequence[TrainingRun]) -> bool:
    """Whether one loop has trained the answers to several problems: networks of several depths."""
    return len(runs) <= SWEEP_FROM + 2 and len({_kinds(run) for run in runs}) == len(runs)


def _kinds(run: TrainingRun) -> tuple[str, ...]:
    return tuple(layer.type for layer in run.network.layers)


def _differ_in_dropout(runs: Sequence[TrainingRun]) -> bool:
    """Whether short trainings tried one probability after the other."""
    if any((run.planned or run.started) > 1 for run in runs):
        return False
    same = {plain_layers(run.network.layers) for run in runs}
    exact = {tuple(layer_call(layer) for layer in run.network.layers) for run in runs}
    return len(same) == 1 and len(exact) == len(runs)
