"""With what was a network trained, as an answer to a problem? Read off its runs; pure.

The runs become the description of a file that hands in the network under plain names, so that the
same rules hold for both, in the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from grader.choosing import Answer, answer_called
from grader.description import (
    BoundNetwork,
    BoundNumber,
    BoundOptimizer,
    BoundSchedule,
    DescribedOptimizer,
    DescribedSchedule,
    Description,
    Variable,
)
from grader.network_spec import OptionValue, PlateauSchedule, RecordedSchedule
from grader.results import CheckResult
from grader.rubric import Problem
from grader.trained_networks import TrainedNetwork
from grader.training_runs import TrainingRun

BY_HAND = "by hand"
"""Name of a schedule that no class of torch made."""
SAME_RATE = 1e-6
"""Relative difference up to which two learning rates are one."""

Groups = tuple[Mapping[str, tuple[OptionValue, ...]], ...]


@dataclass(frozen=True)
class Epochs:
    """How long a network was trained, and on how many images at once."""

    epochs: int | None
    """`None` where the runs do not tell."""
    batch_size: int | None


def epochs_of(trained: TrainedNetwork, train_images: int) -> Epochs:
    """Work out epochs and batch size.

    Args:
        trained: the network.
        train_images: of the problem's data, for loops that go over none of it as a whole.
    """
    run = trained.runs[-1]
    batch = run.batch_size * max(run.accumulated, 1) if run.batch_size else None
    if any(each.epochs for each in trained.runs):
        passes = [each for each in trained.runs if each.epochs]
        return Epochs(sum(each.planned or each.epochs for each in passes), batch)
    steps = sum(each.planned or each.loose_steps for each in trained.runs)
    size = run.input_size or None
    if size is None:
        return Epochs(None, None)
    if 2 * size >= train_images:  # all images at once
        return Epochs(steps, size)
    if 2 * steps * size < train_images:  # a trial, that says nothing of how long it is trained
        return Epochs(None, None)
    # Batches drawn at random: as many epochs as they come to.
    return Epochs(round(steps * size / train_images), size)


def trained_answer(
    trained: TrainedNetwork,
    problem: Problem,
    beside: Description,
    train_images: int,
    found: str,
    name: str = "the network",
) -> Answer | CheckResult:
    """Turn a trained network into an answer, or say why it is none.

    Args:
        trained: the network.
        problem: that it answers.
        beside: what the file has under names: claims, sweeps, and numbers of the problem's own.
        train_images: of the problem's data.
        found: how it was found, in words.
        name: what messages call it.
    """
    view = _view(trained, problem, beside, train_images, name)
    plain = {
        "model": (name,),
        "optimizer": ("its optimizer",),
        "scheduler": ("its schedule",),
        "epochs": (*_given(problem.names.epochs, beside), "epochs"),
        "batch_size": (*_given(problem.names.batch_size, beside), "batch_size"),
    }
    named = problem.model_copy(update={"names": problem.names.model_copy(update=plain)})
    answer = answer_called(name, view, named)
    if isinstance(answer, CheckResult):
        return answer
    network = answer.network
    if network.epochs is not None:
        network = network.model_copy(update={"schedule": _reaching(network.schedule, problem)})
    return replace(answer, network=network, found=found)


def with_recipe(answer: Answer, trained: Answer, problem: Problem, beside: Description) -> Answer:
    """Complete an answer that was found by its name with what its training showed.

    What the file says under names of this problem's own (`epochs_2c`) stands.

    Args:
        answer: by name.
        trained: the same network, as its runs tell of it.
        problem: that it answers.
        beside: the file's variables, those of this problem alone.
    """
    names = problem.names
    network, replaced = answer.network, set()
    changes: dict[str, object] = {}
    if not _given(names.optimizer, beside):
        changes["optimizer"] = trained.network.optimizer
        replaced |= {"optimizer"}
        if not _given(names.scheduler, beside):
            changes["schedule"] = trained.network.schedule
            replaced |= {"scheduler"}
    for key in ("epochs", "batch_size"):
        value = getattr(trained.network, key)
        if value is not None and not _given(getattr(names, key), beside):
            changes[key] = value
            replaced |= {"training"}
    if not changes:
        return answer
    faults = [fault for fault in answer.faults if fault.rule not in replaced]
    faults += [fault for fault in trained.faults if fault.rule in replaced]
    return replace(answer, network=network.model_copy(update=changes), faults=tuple(faults))


def _given(names: tuple[str, ...], beside: Description) -> tuple[str, ...]:
    return tuple(name for name in names if name in beside.variables)


def _view(
    trained: TrainedNetwork,
    problem: Problem,
    beside: Description,
    train_images: int,
    name: str,
) -> Description:
    """Describe a file that has this network, and what trained it, under names."""
    line = trained.built
    variables: dict[str, Variable] = dict(beside.variables)
    variables[name] = BoundNetwork(kind="network", index=0, line=line)
    view = trained.first.optimizer
    variables["its optimizer"] = BoundOptimizer(kind="optimizer", index=0, line=line)
    described = DescribedOptimizer(over=() if view is None else (view,), defect=None)
    epochs = epochs_of(trained, train_images)
    if epochs.epochs is not None:
        variables["epochs"] = BoundNumber(kind="number", value=epochs.epochs, line=line)
    else:
        variables.pop("epochs", None)
    if epochs.batch_size is not None:
        variables["batch_size"] = BoundNumber(kind="number", value=epochs.batch_size, line=line)
    else:
        variables.pop("batch_size", None)
    schedule = schedule_of(trained)
    if schedule is not None:
        variables["its schedule"] = BoundSchedule(kind="schedule", index=0, line=line)
    return beside.model_copy(
        update={
            "networks": (trained.network,),
            "optimizers": (described,),
            "schedules": () if schedule is None else (schedule,),
            "variables": variables,
            "failures": (),
            "unreached": (),
            "made": (),
        }
    )


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
    wanted = run.planned or run.started

    def whole(values: tuple[OptionValue, ...]) -> tuple[OptionValue, ...]:
        return (values + values[-1:] * (wanted - len(values)))[:wanted] if values else values

    return tuple({key: whole(values) for key, values in group.items()} for group in run.rates)


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


def _reaching(
    schedule: RecordedSchedule | PlateauSchedule | None, problem: Problem
) -> RecordedSchedule | PlateauSchedule | None:
    """Let a schedule that was read off a shorter training stay as it was in the end."""
    if not isinstance(schedule, RecordedSchedule):
        return schedule
    wanted = max(problem.training.epochs, schedule.epochs())
    groups = tuple(
        {key: values + values[-1:] * (wanted - len(values)) for key, values in group.items()}
        for group in schedule.groups
    )
    return schedule.model_copy(update={"groups": groups})
