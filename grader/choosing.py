"""Is the network under a name an answer, and what came with it? By the rubric's names; pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.description import (
    BoundClass,
    BoundFunction,
    BoundModule,
    BoundNetwork,
    BoundNumber,
    BoundNumbers,
    Description,
    Variable,
)
from grader.network_spec import NetworkSpec
from grader.recipe import find_optimizer, find_schedule, find_whole_number
from grader.results import Candidate, CheckResult, Claim, HowFound
from grader.rubric import Problem
from grader.variables import (
    failure_to_bind,
    first_given,
    first_present,
    is_given,
    remedy,
    say_failure,
    say_variable,
    with_article,
)

if TYPE_CHECKING:  # what they are made of is choosing's
    from grader.described_file import DescribedFile
    from grader.trained_networks import TrainedNetwork


@dataclass(frozen=True)
class Answer:
    """A network found for a problem, and what came with it."""

    network: NetworkSpec
    found: str
    """How: "model_2c, line 7"."""
    faults: tuple[CheckResult, ...] = ()
    """Failed checks of what came with the network: optimizer, scheduler, epochs, batch size."""
    test_accuracy: float | None = None
    dropout_sweep: tuple[float, ...] | None = None
    claim_fault: str | None = None
    """Why a claimed accuracy is no number."""
    sweep_fault: str | None = None
    bound: tuple[str, int] | None = None
    """The variable that it was found under, and the line that bound it."""
    how: HowFound | None = None
    file: "DescribedFile | None" = None
    """That it stands in."""
    trained: "TrainedNetwork | None" = None
    """What the file trained, if it trained this network."""
    taken_as: tuple[str, ...] = ()
    """What of the file's own was taken for torch's."""
    candidates: tuple[Candidate, ...] = ()
    needs_person: str | None = None
    claim: Claim | None = None
    """The test accuracy that the file says was reached, and where."""


_AS_TORCH = "build the network as one nn.Sequential of torch's layers"


def choose_network(description: Description, problem: Problem) -> Answer | CheckResult:
    """Find a problem's network by the rubric's names, or fail with why there is none."""
    if description.fault is not None:
        line = description.fault.line
        where = f"{description.place(line)}: " if line else ""
        return CheckResult.failed(
            "submission",
            where + description.fault.message,
            advice="run the file with python before you hand it in",
        )
    name = first_present(description, problem.names.model)
    if name is None:
        return _no_model(description, problem)
    return answer_called(name, description, problem)


def answer_called(name: str, description: Description, problem: Problem) -> Answer | CheckResult:
    """Take what a variable holds for a problem's network, or fail with why it is none.

    Args:
        name: a variable of the description.
        description: what stood there when the network was ready.
        problem: its names tell where optimizer, schedule, numbers and claims are.
    """
    variable = description.variables[name]
    if not isinstance(variable, BoundNetwork):
        return _in_keras(description) or _not_a_network(name, variable)
    if variable.index >= len(description.networks):
        return CheckResult.failed("model", f"{name} is one network too many to be described")
    described = description.networks[variable.index]
    if described.defect is not None:
        is_other = described.defect.endswith("not an nn.Sequential")
        advice = _AS_TORCH if is_other else "hand in the network as torch builds it"
        return CheckResult.failed("model", f"{name} {described.defect}", advice=advice)
    if described.taken_as and not problem.network.equivalents:
        message = (
            f"{name} would have to be taken for its equal ({described.taken_as[0]}), and this "
            "rubric takes torch's own layers alone"
        )
        return CheckResult.failed("model", message, advice=_AS_TORCH)
    if described.layer_count == 0:
        advice = "put your layers into it"
        return CheckResult.failed("model", f"{name} is an empty nn.Sequential()", advice=advice)
    return _with_recipe(description, problem, name, variable)


def _with_recipe(
    description: Description, problem: Problem, name: str, variable: BoundNetwork
) -> Answer:
    """Add optimizer, schedule, numbers and claims to the network that was found."""
    described = description.networks[variable.index]
    faults: list[CheckResult] = []
    optimizer, optimizer_index, schedule = None, None, None
    sets = problem.training.student_sets
    names = {"optimizer": problem.names.optimizer, "scheduler": problem.names.scheduler}
    if "optimizer" in sets:
        optimizer, optimizer_index = find_optimizer(description, problem, variable.index, faults)
    if "scheduler" in sets:
        schedule = find_schedule(description, problem, variable.index, optimizer_index, faults)
    if optimizer is None:
        if schedule is not None and not faults:
            which = first_given(description, problem.names.scheduler)
            message = f"{which} has no optimizer to act on"
            advice = f"hand the optimizer in too, as {problem.names.optimizer[0]}"
            faults.append(CheckResult.failed("scheduler", message, advice=advice))
        # It would be held against the rubric's optimizer, which it knows nothing of.
        schedule = None
    claim, claim_fault = _claim(description, problem)
    sweep, sweep_fault = _sweep(description, problem)
    mandated = [n for key in ("optimizer", "scheduler") if key not in sets for n in names[key]]
    network = NetworkSpec(
        ignored=tuple(name for name in mandated if is_given(description, name)),
        layers=described.layers,
        layer_count=described.layer_count,
        optimizer=optimizer,
        schedule=schedule,
        epochs=find_whole_number(
            description, problem.names.epochs, faults if "epochs" in sets else []
        ),
        batch_size=find_whole_number(
            description, problem.names.batch_size, faults if "batch_size" in sets else []
        ),
    )
    return Answer(
        network=network,
        found=f"{name}, {description.place(variable.line)}",
        faults=tuple(faults),
        test_accuracy=claim.accuracy if claim else None,
        claim=claim,
        dropout_sweep=sweep,
        claim_fault=claim_fault,
        sweep_fault=sweep_fault,
        bound=(name, variable.line),
        how="name",
        taken_as=described.taken_as,
    )


_KERAS = ("keras", "tensorflow", "tf_keras")


def _in_keras(description: Description) -> CheckResult | None:
    """Refuse a file by name that is written for another library."""
    line = next((description.packages[name] for name in _KERAS if name in description.packages), 0)
    if not line or description.networks:
        return None
    message = f"{description.place(line)}: the network is made with Keras, and not with PyTorch"
    advice = "build it as a torch.nn.Sequential"
    return CheckResult.failed("model", message, advice=advice)


def _no_model(description: Description, problem: Problem) -> CheckResult:
    if (refused := _in_keras(description)) is not None:
        return refused
    if description.commented_network is not None and not description.networks:
        place = description.place(description.commented_network)
        message = f"the file builds no network; a commented nn.Sequential stands in {place}"
        return CheckResult.failed("model", message, advice="take the # away before your network")
    wanted = " or ".join(problem.names.model)
    advice = f"assign your nn.Sequential to {problem.names.model[0]}"
    failure = failure_to_bind(description, problem.names.model)
    if failure is not None:
        message = say_failure(description, failure, wanted)
        return CheckResult.failed("model", message, advice=remedy(failure))
    message = f"the file has no {wanted}"
    if not description.finished and description.notes:
        message = f"{message}; {description.notes[-1]}"
    elif description.failures and not description.variables:
        # Nothing at all was found: most likely an early failure took everything with it.
        failure = description.failures[0]
        message = f"{message}; {description.place(failure.line)} failed: {failure.error}"
    return CheckResult.failed("model", message, advice=advice)


def _not_a_network(name: str, variable: Variable) -> CheckResult:
    advice = "build the network as one nn.Sequential of layers"
    match variable:
        case BoundClass(is_module=True):
            message = f"{name} is the class {variable.class_name}, not a network built from it"
        case BoundModule(is_sequential=True):
            message = f"{name} is {with_article(variable.class_name)}, a subclass of nn.Sequential"
        case BoundModule():
            message = f"{name} is {with_article(variable.class_name)}, not an nn.Sequential"
        case BoundFunction():
            message = f"{name} is a function, not a network; call it"
        case _:
            message = f"{name} is {say_variable(variable)}, not an nn.Sequential"
    return CheckResult.failed("model", message, advice=advice)


def _claim(description: Description, problem: Problem) -> tuple[Claim | None, str | None]:
    """Read the claimed accuracy as a fraction. Returns it, or why it is none."""
    name = first_given(description, problem.names.test_accuracy)
    if name is None:
        return None, None
    variable = description.variables[name]
    fraction = _fraction(variable.value) if isinstance(variable, BoundNumber) else None
    if fraction is None:
        return None, f"{name} is {say_variable(variable)}, not an accuracy from 0 to 1"
    return Claim(accuracy=fraction, where=f"{name}, {description.place(variable.line)}"), None


def _sweep(
    description: Description, problem: Problem
) -> tuple[tuple[float, ...] | None, str | None]:
    """Read the sweep's claimed accuracies as fractions. Returns them, or why there are none."""
    if problem.sweep is None:
        return None, None
    name = first_given(description, problem.names.dropout_sweep)
    if name is None:
        failure = failure_to_bind(description, problem.names.dropout_sweep)
        if failure is not None:
            return None, say_failure(description, failure, problem.names.dropout_sweep[0])
        return None, f"no sweep was handed in: the file has no {problem.names.dropout_sweep[0]}"
    variable = description.variables[name]
    if not isinstance(variable, BoundNumbers):
        return None, f"{name} is {say_variable(variable)}, not a list of finite numbers"
    wanted = len(problem.sweep.values)
    if len(variable.values) != wanted:
        return None, f"{name} holds {len(variable.values)} numbers; the sweep has {wanted} values"
    fractions = [_fraction(value) for value in variable.values]
    if None in fractions:
        return None, f"{name} holds a number that is no accuracy from 0 to 1"
    return tuple(f for f in fractions if f is not None), None


def _fraction(value: float) -> float | None:
    """Read an accuracy written as a fraction or, from 1 to 100, in percent."""
    if 0 <= value <= 1:
        return float(value)
    return value / 100 if 1 < value <= 100 else None
