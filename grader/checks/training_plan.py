"""Can the network be trained as the rubric mandates and the student wishes?"""

from collections.abc import Sequence

from grader.checks.problem_under_test import UnderTest
from grader.layer_calls import layer_call
from grader.network_size import parameter_names, training_mib
from grader.network_spec import (
    BatchNorm1d,
    BatchNorm2d,
    OptimizerSpec,
    PlateauSchedule,
    RecordedSchedule,
)
from grader.optimizers import option_fits
from grader.results import CheckResult

HARDLY = 0.01
"""A schedule that moves the rate by less than this part of it was likely meant for every batch."""


def check_optimizer(under_test: UnderTest) -> CheckResult:
    """Say which optimizer trains the network, and whose choice it is."""
    optimizer = under_test.optimizer
    shown = _say_optimizer(optimizer)
    if under_test.network.optimizer is None:
        given = "optimizer" in under_test.problem.training.student_sets
        ignored = under_test.network.ignored
        return CheckResult.passed(
            "optimizer",
            f"{shown}, {'the default' if given else 'as mandated'}",
            advice=_not_followed(ignored) if ignored else None,
        )
    held = [name for group in optimizer.groups for name in group.parameters]
    advice = "build it from the model's parameters()"
    if not held:
        return CheckResult.failed("optimizer", f"{shown} updates no parameters", advice=advice)
    known = set(parameter_names(under_test.network))
    # Layers that are not torch's own have parameters that cannot be named; their own check fails.
    if not under_test.all_layers_known:
        return CheckResult.passed("optimizer", shown)
    if len(set(held)) < len(held) or not known.issuperset(held):
        message = f"{shown} updates parameters that the network does not have, or some twice"
        return CheckResult.failed("optimizer", message, advice=advice)
    part = f"; it updates {len(held)} of {len(known)} parameters" if len(held) < len(known) else ""
    return CheckResult.passed("optimizer", shown + part)


def check_scheduler(under_test: UnderTest) -> CheckResult | None:
    """See that the schedule reaches the last epoch and fits the optimizer's groups."""
    schedule, optimizer = under_test.schedule, under_test.optimizer
    if schedule is None:
        return None
    if isinstance(schedule, PlateauSchedule):
        follows = "test loss" if schedule.mode == "min" else "test accuracy"
        message = f"ReduceLROnPlateau, factor {schedule.factor:g}, following the {follows}"
        return CheckResult.passed("scheduler", message)
    if len(schedule.groups) != len(optimizer.groups):
        message = (
            f"{schedule.name} has {len(schedule.groups)} parameter groups, its optimizer "
            f"{len(optimizer.groups)}"
        )
        return CheckResult.failed("scheduler", message, advice="build it after the optimizer")
    if odd := _cannot_follow(schedule, optimizer):
        message = f"{schedule.name} {odd}"
        return CheckResult.failed("scheduler", message, advice="move the learning rate alone")
    reached = schedule.epochs()
    if reached < under_test.epochs:
        return CheckResult.failed(
            "scheduler",
            f"{schedule.name} ends after {reached} epochs; the training takes {under_test.epochs}",
            measured=reached,
            limit=under_test.epochs,
            advice="schedules are stepped once per epoch",
        )
    return CheckResult.passed("scheduler", _say_schedule(schedule, under_test.epochs))


def _cannot_follow(schedule: RecordedSchedule, optimizer: OptimizerSpec) -> str | None:
    """Find what a schedule moves that its optimizer does not have; completes "StepLR ..."."""
    for group in schedule.groups:
        if "lr" not in group:
            return "records no learning rate"
        for option, values in group.items():
            if not all(option_fits(optimizer.name, option, value) for value in values):
                return f"moves {option} in a way that {optimizer.name} cannot follow"
    return None


def check_training(under_test: UnderTest) -> CheckResult:
    """See that epochs, batch size and memory are within bounds; report wishes that do not count."""
    rules, network = under_test.problem.training, under_test.network
    problems = []
    if under_test.epochs > rules.max_epochs and "epochs" in rules.student_sets:
        problems.append(
            (f"{under_test.epochs:,} epochs; at most {rules.max_epochs}", "train for fewer")
        )
    if "batch_size" in rules.student_sets and not (
        rules.min_batch_size <= under_test.batch_size <= rules.max_batch_size
    ):
        limits = f"{rules.min_batch_size:,} to {rules.max_batch_size:,}"
        problems.append(
            (
                f"batch size {under_test.batch_size:,}; allowed are {limits}",
                f"choose one from {limits}",
            )
        )
    if lone := _batch_of_one(under_test):
        problems.append((lone, "choose a batch size that leaves more than one image over"))
    mib = training_mib(network, under_test.shapes, under_test.batch_size)
    if mib > rules.memory_mib:
        message = f"needs about {mib:,} MiB to train; at most {rules.memory_mib:,}"
        problems.append((message, "build a smaller network, or choose a smaller batch size"))
    if problems:
        messages, advice = zip(*problems, strict=True)
        return CheckResult.failed("training", "; ".join(messages), advice="; ".join(advice))
    ignored = _ignored_wishes(under_test)
    mandated = not {"epochs", "batch_size"} & set(rules.student_sets)
    epochs = f"{under_test.epochs} epoch{'s' * (under_test.epochs != 1)}"
    message = f"{epochs} at batch size {under_test.batch_size}"
    message += ", as mandated" if mandated or ignored else ""
    verb = "are" if len(ignored) > 1 else "is"
    remark = f"your {' and '.join(ignored)} {verb} not followed" if ignored else None
    return CheckResult.passed("training", message, advice=remark)


def _batch_of_one(under_test: UnderTest) -> str | None:
    """Find a BatchNorm whose last batch holds one value per feature: torch refuses that."""
    last = under_test.facts.train_images % under_test.batch_size or under_test.batch_size
    if last != 1:
        return None
    for layer, output in zip(under_test.network.layers, under_test.shapes.outputs, strict=False):
        alone = isinstance(layer, BatchNorm1d | BatchNorm2d) and all(
            size == 1 for size in output[1:]
        )
        if alone:
            left = f"batch size {under_test.batch_size:,} leaves a last batch of one image"
            return f"{left}, which {layer_call(layer)} cannot be trained on"
    return None


def _not_followed(wishes: Sequence[str]) -> str:
    return f"your {' and '.join(wishes)} {'are' if len(wishes) > 1 else 'is'} not followed"


def _ignored_wishes(under_test: UnderTest) -> list[str]:
    """List what the student asked for and the rubric mandates otherwise, as written in the file."""
    network = under_test.network
    wishes = (
        ("epochs", network.epochs, under_test.epochs),
        ("batch_size", network.batch_size, under_test.batch_size),
    )
    return [f"{name} = {wish}" for name, wish, used in wishes if wish is not None and wish != used]


def _say_optimizer(optimizer: OptimizerSpec) -> str:
    first = optimizer.groups[0].options if optimizer.groups else {}
    shown = [f"learning rate {first['lr']:g}"] if isinstance(first.get("lr"), int | float) else []
    shown += [
        f"{k.replace('_', ' ')} {first[k]:g}" for k in ("momentum", "weight_decay") if first.get(k)
    ]
    if len(optimizer.groups) > 1:
        shown.append(f"{len(optimizer.groups)} parameter groups")
    return ", ".join([optimizer.name, *shown])


def _say_schedule(schedule: RecordedSchedule, epochs: int) -> str:
    rates = [rate for rate in schedule.groups[0]["lr"][:epochs] if isinstance(rate, int | float)]
    said = f"{schedule.name}, learning rate from {rates[0]:g} to {rates[-1]:g} in {epochs} epochs"
    if len(rates) > 1 and max(rates) < min(rates) * (1 + HARDLY):
        said += ", hardly a change: schedules are stepped once per epoch"
    return said
