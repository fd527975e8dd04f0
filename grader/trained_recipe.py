"""With what was a network trained, as an answer to a problem? Read off its runs; pure.

The runs become the description of a file that hands in the network under plain names, so that the
same rules hold for both, in the same words.
"""

from dataclasses import dataclass, replace

from grader.choosing import Answer, answer_called
from grader.description import (
    BoundNetwork,
    BoundNumber,
    BoundOptimizer,
    BoundSchedule,
    DescribedOptimizer,
    Description,
    Variable,
)
from grader.network_spec import OptimizerSpec, PlateauSchedule, RecordedSchedule
from grader.results import CheckResult
from grader.rubric import Problem
from grader.trained_networks import TrainedNetwork
from grader.trained_schedule import schedule_of

MANY = 200
"""Passes over the data beyond which each is taken for a step."""


@dataclass(frozen=True)
class Epochs:
    """How long a network was trained, and on how many images at once."""

    epochs: int | None
    """`None` where the runs do not tell."""
    batch_size: int | None
    are_guessed: bool = False
    """Whether the epochs are what a number of steps comes to."""


def epochs_of(trained: TrainedNetwork, train_images: int) -> Epochs:
    """Work out epochs and batch size.

    Args:
        trained: the network.
        train_images: of the problem's data, for loops that go over none of it as a whole.
    """
    run = max(trained.runs, key=lambda each: each.planned or each.started)
    batch = run.batch_size * max(run.accumulated, 1) if run.batch_size else None
    if any(each.epochs for each in trained.runs):
        passes = [each for each in trained.runs if each.epochs]
        count = sum(each.planned or each.epochs for each in passes)
        images = run.images or train_images
        if count > MANY and batch and count * batch >= images:
            # A generator that goes over the data again and again: these are steps.
            return Epochs(round(count * batch / images), batch, are_guessed=True)
        return Epochs(count, batch)
    if not any(each.loose_steps for each in trained.runs):
        return Epochs(None, batch)
    steps = sum(each.planned or each.loose_steps for each in trained.runs)
    size = run.input_size or None
    if size is None:
        return Epochs(None, None)
    if 2 * size >= train_images:  # all images at once
        return Epochs(steps, size)
    if 2 * steps * size < train_images:  # a trial, that says nothing of how long it is trained
        return Epochs(None, None)
    # Batches drawn at random: as many epochs as they come to.
    return Epochs(round(steps * size / train_images), size, are_guessed=True)


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
        "epochs": (*_given(problem.names.epochs, beside), "its epochs"),
        "batch_size": (*_given(problem.names.batch_size, beside), "its batch size"),
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
    own_optimizer = bool(_given(names.optimizer, beside))
    if not own_optimizer:
        changes["optimizer"] = trained.network.optimizer
        replaced |= {"optimizer"}
    # A schedule under any name counts, be it over the very optimizer that the rubric names.
    is_over_it = not own_optimizer or _alike(network.optimizer, trained.network.optimizer)
    if is_over_it and not _given(names.scheduler, beside):
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


def _alike(named: OptimizerSpec | None, trained: OptimizerSpec | None) -> bool:
    """Whether both are of one class and hold the same parameters: the rate may have moved since."""
    if named is None or trained is None or named.name != trained.name:
        return False
    held = [[group.parameters for group in spec.groups] for spec in (named, trained)]
    return held[0] == held[1]


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
    # With a space, so that no variable of the file is in the way.
    if epochs.epochs is not None:
        variables["its epochs"] = BoundNumber(kind="number", value=epochs.epochs, line=line)
    if epochs.batch_size is not None:
        variables["its batch size"] = BoundNumber(kind="number", value=epochs.batch_size, line=line)
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
