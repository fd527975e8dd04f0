"""Which of the rubric's variables does a file have, and what are they, in words?"""

from grader.description import (
    BoundClass,
    BoundFunction,
    BoundModule,
    BoundNetwork,
    BoundNumber,
    BoundNumbers,
    BoundOptimizer,
    BoundOther,
    BoundSchedule,
    Description,
    StatementFailure,
    Variable,
)


def first_present(description: Description, names: tuple[str, ...]) -> str | None:
    """Take the first of the names that the file has bound."""
    return next((name for name in names if name in description.variables), None)


def first_given(description: Description, names: tuple[str, ...]) -> str | None:
    """Take the first of the names that the file has bound to something: None is nothing."""
    return next((name for name in names if is_given(description, name)), None)


def is_given(description: Description, name: str) -> bool:
    """Whether the file has bound a name, to something other than None."""
    variable = description.variables.get(name)
    return variable is not None and not (
        isinstance(variable, BoundOther) and variable.shown == "None"
    )


def failure_to_bind(description: Description, names: tuple[str, ...]) -> StatementFailure | None:
    """Find the statement that would have bound one of the names, had it not failed."""
    return next((f for f in description.failures if set(f.names) & set(names)), None)


def say_failure(description: Description, failure: StatementFailure, wanted: str) -> str:
    """Say which line failed, and what is missing because of it."""
    place = description.place(failure.line)
    return f"{place} failed, so there is no {wanted}: {failure.error}"


def remedy(failure: StatementFailure) -> str:
    """Tell what cannot work in the sandbox from what does not work anywhere."""
    if "NVIDIA" in failure.error or "CUDA" in failure.error:
        return "build it without .cuda(): your file is read on a machine without a GPU"
    if "allocate memory" in failure.error or failure.error.startswith("MemoryError"):
        return "build a smaller network"
    return "run the file from top to bottom"


def say_variable(variable: Variable) -> str:
    """Say what a variable holds: "a list of 3 numbers", "the class Net, not an instance of it"."""
    match variable:
        case BoundNumber():
            return (
                f"{variable.value:g}" if isinstance(variable.value, float) else f"{variable.value}"
            )
        case BoundNumbers():
            return f"a list of {len(variable.values)} numbers"
        case BoundModule():
            return with_article(variable.class_name)
        case BoundClass():
            return f"the class {variable.class_name} itself"
        case BoundFunction():
            return "a function"
        case BoundNetwork():
            return "an nn.Sequential"
        case BoundOptimizer():
            return "an optimizer"
        case BoundSchedule():
            return "a schedule"
        case _:
            return variable.shown


def with_article(class_name: str) -> str:
    """Write "a Net" or "an Encoder"."""
    return f"{'an' if class_name[:1] in tuple('AEIOUaeiou') else 'a'} {class_name}"
