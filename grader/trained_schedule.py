"""How did the learning rate of a trained network move, and what moved it? Pure."""

from collections.abc import Mapping
from itertools import pairwise

from grader.description import DescribedSchedule
from grader.network_spec import OptionValue, PlateauSchedule, RecordedSchedule
from grader.optimizers import OPTIMIZERS
from grader.trained_networks import TrainedNetwork
from grader.training_runs import TrainingRun

BY_HAND = "by hand"
"""Name of a schedule that no class of torch made."""
SAME_RATE = 1e-6
"""Relative difference up to which two learning rates are one."""
MAX_EPOCHS = 1000
"""Epochs whose rates are worked out: no rubric asks for more, and a loop may plan a billion."""

_OPTIONS = frozenset(option for options in OPTIMIZERS.values() for option in options)

Groups = tuple[Mapping[str, tuple[OptionValue, ...]], ...]


def schedule_of(trained: TrainedNetwork) -> DescribedSchedule | None:
    """Find what moved the learning rate, however it was written; `None` if nothing did."""
    run = trained.first
    own = run.schedule
    groups = _all_rates(trained)
    if own is not None and own.stepped and len(trained.runs) == 1:
        if isinstance(own.spec, PlateauSchedule):
            return _described(own.name, own.spec)
        if own.per_batch:
            return _described(own.name, _recorded(own.name, own.per_batch))
        if isinstance(own.spec, RecordedSchedule) and _goes_like(own.spec.groups, groups):
            return _described(own.name, own.spec, own.ended)
        if own.spec is None and not _moves(groups):
            return DescribedSchedule(
                name=own.name, spec=None, defect=own.defect, optimizer=0, ended=None
            )
    if not groups or not _moves(groups):
        return None
    name = own.name if own is not None and own.stepped and own.name else BY_HAND
    return _described(name, _recorded(name, groups))


def _described(
    name: str, spec: RecordedSchedule | PlateauSchedule, ended: str | None = None
) -> DescribedSchedule:
    return DescribedSchedule(name=name, spec=spec, defect=None, ended=ended, optimizer=0)


def _recorded(name: str, groups: Groups) -> RecordedSchedule:
    return RecordedSchedule(name=name, groups=tuple(dict(group) for group in groups))


def _all_rates(trained: TrainedNetwork) -> Groups:
    """Put the rates of all phases one behind the other; empty where they do not fit together."""
    phases = [_planned_rates(run) for run in trained.runs if run.rates]
    if not phases or any(len(phase) != len(phases[0]) for phase in phases):
        return ()
    merged = []
    for index in range(len(phases[0])):
        series = [phase[index] for phase in phases]
        known = [s.get("lr", ()) for s in series]
        lengths = [len(values) for values in known]
        moving = {key for s in series for key in s}
        group: dict[str, tuple[OptionValue, ...]] = {}
        for key in moving:
            values = [s.get(key, ()) for s in series]
            if [len(v) for v in values] == lengths:
                group[key] = tuple(value for part in values for value in part)
        merged.append(group)
    return tuple(merged)


def _planned_rates(run: TrainingRun) -> Groups:
    """Give a run's rates for all epochs of its loop: as they were last for those not seen."""
    wanted = min(run.planned or run.started, MAX_EPOCHS)

    def whole(values: tuple[OptionValue, ...]) -> tuple[OptionValue, ...]:
        return (values + values[-1:] * (wanted - len(values)))[:wanted] if values else values

    return tuple(
        {key: whole(values) for key, values in group.items() if key in _OPTIONS}
        for group in run.rates
    )


def _moves(groups: Groups) -> bool:
    return any(any(a != b for a, b in pairwise(v)) for group in groups for v in group.values())


def _goes_like(spec: Groups, seen: Groups) -> bool:
    """Whether a schedule, as far as the file went through it, gave these learning rates."""
    if len(spec) != len(seen):
        return False
    for recorded, measured in zip(spec, seen, strict=True):
        pairs = zip(recorded.get("lr", ()), measured.get("lr", ()), strict=False)
        if not all(_same(a, b) for a, b in pairs):
            return False
    return True


def _same(a: OptionValue, b: OptionValue) -> bool:
    if not isinstance(a, int | float) or not isinstance(b, int | float):
        return False
    return abs(a - b) <= SAME_RATE * max(abs(a), abs(b))
