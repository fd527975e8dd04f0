"""With what would the student train? Optimizer, schedule, numbers, or what is wrong with them."""

from collections.abc import Callable

from grader.description import (
    BoundFunction,
    BoundNumber,
    BoundOptimizer,
    BoundSchedule,
    Description,
    FactoryCall,
    OptimizerView,
)
from grader.network_spec import OptimizerSpec, PlateauSchedule, ScheduleSpec
from grader.optimizers import OPTIMIZERS, option_fault
from grader.results import CheckResult, RuleName
from grader.rubric import Problem
from grader.variables import failure_to_bind, first_given, remedy, say_failure, say_variable


def find_optimizer(
    description: Description, problem: Problem, network: int, faults: list[CheckResult]
) -> tuple[OptimizerSpec | None, int | None]:
    """Find the optimizer for a network; a fault is noted when there is one that cannot be used."""

    def fail(message: str, advice: str) -> tuple[None, None]:
        faults.append(CheckResult.failed("optimizer", message, advice=advice))
        return None, None

    name = first_given(description, problem.names.optimizer)
    if name is None:
        _absent(description, problem.names.optimizer, "optimizer", faults)
        return None, None
    variable = description.variables[name]
    how = "hand in an optimizer of torch.optim, or a function of the model that gives one"
    if isinstance(variable, BoundFunction):
        call = _call(description, name, network)
        if call is None or call.problem is not None or call.optimizer is None:
            reason = (
                call.problem
                if call and call.problem
                else "it is called when the file has ended, for the model that is there then"
            )
            return fail(f"{name} is a function that gives no optimizer: {reason}", how)
        index = call.optimizer
    elif isinstance(variable, BoundOptimizer):
        index = variable.index
    else:
        return fail(f"{name} is {say_variable(variable)}, not an optimizer", how)
    if index >= len(description.optimizers):
        return fail(f"{name} is one optimizer too many to be described", how)
    described = description.optimizers[index]
    if described.defect is not None:
        return fail(f"{name} {described.defect}", how)
    view = next((view for view in described.over if view.network == network), None)
    if view is None or view.foreign_parameters:
        return fail(
            f"{name} updates the parameters of another network: it would not train this model"
            if view is None
            else f"{name} also updates parameters that are not this model's "
            f"({view.foreign_parameters:,} of them)",
            "build the optimizer after the model, from this model's parameters()",
        )
    return _usable(name, view, faults), index


def _usable(name: str, view: OptimizerView, faults: list[CheckResult]) -> OptimizerSpec | None:
    """Keep the options that torch's optimizer of that name has; all of them must be there."""
    known = OPTIMIZERS.get(view.name)
    problem, advice = view.defect, "hand in an optimizer as torch builds it, with finite numbers"
    if known is None:
        problem = problem or f"is of the class {view.name}, which cannot be graded"
        advice = f"choose one of {', '.join(OPTIMIZERS)}"
    elif problem is None:
        problem = next(
            (odd for group in view.groups if (odd := option_fault(view.name, group.options))), None
        )
    if problem is not None or known is None:
        faults.append(CheckResult.failed("optimizer", f"{name} {problem}", advice=advice))
        return None
    groups = tuple(
        group.model_copy(update={"options": {k: v for k, v in group.options.items() if k in known}})
        for group in view.groups
    )
    return OptimizerSpec(name=view.name, groups=groups)


def find_schedule(
    description: Description,
    problem: Problem,
    network: int,
    optimizer: int | None,
    faults: list[CheckResult],
) -> ScheduleSpec | None:
    """Find the schedule that acts on the chosen optimizer."""

    def fail(message: str, advice: str | None = None) -> ScheduleSpec | None:
        faults.append(CheckResult.failed("scheduler", message, advice=advice))
        return None

    name = first_given(description, problem.names.scheduler)
    if name is None:
        _absent(description, problem.names.scheduler, "scheduler", faults)
        return None
    variable = description.variables[name]
    if isinstance(variable, BoundFunction):
        call = _call(description, name, network)
        if call is None or call.problem is not None or call.schedule is None:
            reason = call.problem if call and call.problem else "it could not be called"
            return fail(f"{name} is a function that gives no schedule: {reason}")
        index = call.schedule
    elif isinstance(variable, BoundSchedule):
        index = variable.index
    else:
        return fail(
            f"{name} is {say_variable(variable)}, not a schedule",
            "hand in a schedule of torch.optim.lr_scheduler, or a function of the optimizer",
        )
    if index >= len(description.schedules):
        return fail(f"{name} is one schedule too many to be described")
    described = description.schedules[index]
    if described.spec is None:
        reason = described.defect or "could not be recorded"
        return fail(f"{name} {reason}", "its learning rates must be finite numbers")
    if optimizer is not None and described.optimizer != optimizer:
        advice = "build it from the optimizer that you hand in for this problem"
        return fail(f"{name} changes another optimizer's learning rate", advice)
    if described.steps_before:
        return fail(
            f"{name} had been stepped {described.steps_before} times before it could be recorded",
            "build it at the top level of the file, and step it in a later statement",
        )
    return described.spec if _rates_usable(name, described.spec, fail) else None


def _rates_usable(name: str, spec: ScheduleSpec, fail: Callable[[str, str], object]) -> bool:
    if isinstance(spec, PlateauSchedule):
        if not spec.factor < 1:
            fail(f"{name} has a factor of {spec.factor:g}", "torch takes factors below 1")
        return spec.factor < 1
    for group in spec.groups:
        for epoch, rate in enumerate(group.get("lr", ()), start=1):
            if isinstance(rate, int | float) and rate < 0:
                message = f"{name} sets the learning rate to {rate:g} in epoch {epoch}, below 0"
                fail(message, "keep the learning rate at 0 or above")
                return False
    return True


def find_whole_number(
    description: Description, names: tuple[str, ...], faults: list[CheckResult]
) -> int | None:
    """Read epochs or a batch size; a fault is noted when the variable holds something else."""
    name = first_given(description, names)
    if name is None:
        _absent(description, names, "training", faults)
        return None
    variable = description.variables[name]
    if isinstance(variable, BoundNumber) and variable.value == int(variable.value) > 0:
        return int(variable.value)
    shown = say_variable(variable)
    message = f"{name} is {shown}, not a whole number above 0"
    faults.append(CheckResult.failed("training", message, advice=f"write {name} = 10, for example"))
    return None


def _absent(
    description: Description,
    names: tuple[str, ...],
    rule: RuleName,
    faults: list[CheckResult],
) -> None:
    """Note a recipe's variable that is missing because its statement failed: no default fits."""
    if not description.finished and (unreached := set(names) & set(description.unreached)):
        name = next(name for name in names if name in unreached)
        why = description.notes[-1] if description.notes else "the file did not run to its end"
        advice = "set it further up, or leave out what ends the file early"
        faults.append(CheckResult.failed(rule, f"{name} was not reached: {why}", advice=advice))
        return
    failure = failure_to_bind(description, names)
    if failure is not None:
        message = say_failure(description, failure, names[0])
        faults.append(CheckResult.failed(rule, message, advice=remedy(failure)))


def _call(description: Description, function: str, network: int) -> FactoryCall | None:
    for call in description.made:
        if call.function == function and call.network == network:
            return call
    return None
