"""Which networks has a notebook ever held, and with what would each have been trained? Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.description import (
    BoundFunction,
    BoundNumber,
    BoundNumbers,
    BoundOptimizer,
    BoundOther,
    BoundSchedule,
    Description,
    Variable,
)
from grader.rubric import Names, Problem
from grader.variables import first_given

_LOOP = re.compile(rb"\s*(?:for|while)\b")
MAX_BINDINGS = 100
"""Networks of one notebook that are looked at; the last ones count."""


@dataclass(frozen=True)
class Binding:
    """A network that a variable held, at its end or until it was replaced."""

    name: str
    line: int
    """Of the statement that bound it; with the name, what tells it from others."""
    state: Description
    """What stood beside it: the last state in which an optimizer was over it, if there was one."""
    since: int
    """Line at which the same name was bound to a network before; 0 for the first."""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from others."""
        return self.name, self.line

    def stands_in(self, state: Description) -> bool:
        """Whether the variable held this very network then."""
        variable = state.variables.get(self.name)
        return variable is not None and (variable.kind, variable.line) == ("network", self.line)


def all_bindings(
    states: Sequence[Description], began: Sequence[Description | None] = ()
) -> list[Binding]:
    """List all networks that variables have held, in the order in which they were bound.

    Args:
        states: of one file, in the order in which they were; its end last.
        began: for each of them, what there was when its cell began, where that is known.
    """
    earlier = began or [None] * len(states)
    found: dict[tuple[str, int], tuple[Description, bool]] = {}
    for state, start in zip(states, earlier, strict=True):
        for name, variable in state.variables.items():
            if variable.kind != "network" or variable.index >= len(state.networks):
                continue
            key = (name, variable.line)
            has_optimizer = _optimizer_over(state, variable.index)
            if has_optimizer or key not in found or not found[key][1]:
                # What the cell that replaces it has set by then is meant for what it builds.
                stood = start is not None and _same_recipe(start, state, key)
                found[key] = (start if start is not None and stood else state, has_optimizer)
    ordered = sorted(found, key=lambda key: key[1])
    return [
        Binding(name, line, found[name, line][0], _since(name, line, ordered))
        for name, line in ordered[-MAX_BINDINGS:]
    ]


def has_optimizer(binding: Binding, state: Description) -> bool:
    """Whether an optimizer is over the network in a state in which it stands."""
    return _optimizer_over(state, network_index(state.variables[binding.name]))


def left_over_optimizer(
    binding: Binding, view: Description, problem: Problem, others: Sequence[Problem], line: int
) -> str | None:
    """Name an optimizer that was bound above a line and is not over the network: it means others.

    Args:
        binding: the network.
        view: what stands beside it.
        problem: that it answers.
        others: a name that they do not have means this problem's network, wherever it stands.
        line: the first of the problem's section.
    """
    name = first_given(view, problem.names.optimizer)
    if name is None or name in own_names("optimizer", problem, others):
        return None
    variable = view.variables[name]
    if not isinstance(variable, BoundOptimizer) or variable.line >= line:
        return None
    index = network_index(view.variables[binding.name])
    return None if _is_over(view, variable, index) else name


def loop_lines(source: bytes) -> frozenset[int]:
    """List the lines on which a `for` or `while` begins; of use for lines that begin a statement.

    Not parsed: the line that begins a statement tells, and this text is not ours.
    """
    lines = enumerate(source.splitlines(), start=1)
    return frozenset(number for number, text in lines if _LOOP.match(text))


def straight(bindings: Sequence[Binding], loops: frozenset[int]) -> list[Binding]:
    """Leave out what a loop has bound, a sweep for one, unless there is nothing else."""
    return [each for each in bindings if each.line not in loops] or list(bindings)


def optimizer_since(binding: Binding, state: Description, line: int) -> bool:
    """Whether a network stands in a state with an optimizer over it bound at a line or below."""
    if not binding.stands_in(state):
        return False
    over = _optimizers_over(state, network_index(state.variables[binding.name]))
    return any(at >= line for _, at in over)


def claimed_elsewhere(
    bindings: Sequence[Binding], states: Sequence[Description], claimed: set[tuple[str, int]]
) -> set[tuple[str, int]]:
    """Add to claimed bindings the other names of the same networks."""
    wanted = set(claimed)
    for state in states:
        at = {(name, v.line): network_index(v) for name, v in state.variables.items()}
        indices = {at[key] for key in claimed if key in at}
        wanted |= {key for key, index in at.items() if index in indices and index >= 0}
    return {binding.key for binding in bindings if binding.key in wanted}


def own_names(key: str, problem: Problem, problems: Sequence[Problem]) -> tuple[str, ...]:
    """List the names that belong to this problem alone: model_2c, but not model.

    Args:
        key: of the rubric's names: "model", "test_accuracy".
        problem: whose names.
        problems: the others, be it among them or not.
    """
    others = [getattr(each.names, key) for each in problems if each.id != problem.id]
    taken = {key, *(name for each in others for name in each)}
    return tuple(name for name in getattr(problem.names, key) if name not in taken)


def with_own_recipe(
    binding: Binding,
    state: Description,
    since: int,
    end: Description,
    problem: Problem,
    others: Sequence[Problem],
) -> tuple[Description, Problem]:
    """Leave out of a state what belongs to another network, and find this one's optimizer.

    Args:
        binding: the network.
        state: what stood beside it.
        since: line from which on schedules, claims and failures under shared names are its own.
        end: what there was at the file's end, where claims may stand that have names of their own.
        problem: that the network answers.
        others: that may share its names.

    Returns:
        The state, and the problem with the names under which the recipe stands in it.
    """
    own = {name for key in Names.model_fields for name in own_names(key, problem, others)}
    if not any(other.sweep for other in others):
        own |= set(problem.names.dropout_sweep)
    kept = {
        name: variable
        for name, variable in state.variables.items()
        if name in own or variable.line >= since or name not in _outdated(problem)
    }
    late = {
        name: variable
        for name, variable in end.variables.items()
        if name in own and isinstance(variable, BoundNumber | BoundNumbers | BoundOther)
    }
    failures = tuple(
        f for f in end.failures if own & set(f.names) or (f.line >= since and f in state.failures)
    )
    view = state.model_copy(update={"variables": late | kept, "failures": failures})
    return view, find_recipe(view, problem, network_index(state.variables[binding.name]))


def _outdated(problem: Problem) -> set[str]:
    """List the names that mean nothing any more once another network stands under the old name."""
    names = problem.names
    return {*names.scheduler, *names.test_accuracy, *names.dropout_sweep}


def find_recipe(state: Description, problem: Problem, index: int) -> Problem:
    """Name the optimizer over a network, and the schedule over that, whatever they are called."""
    names = problem.names
    given = first_given(state, names.optimizer)
    if given is not None and isinstance(state.variables[given], BoundFunction):
        return problem
    over = [
        (name, variable)
        for name, variable in state.variables.items()
        if isinstance(variable, BoundOptimizer) and _is_over(state, variable, index)
    ]
    if not over:
        return problem
    known = [pair for wanted in names.optimizer for pair in over if pair[0] == wanted]
    chosen, optimizer = known[0] if known else max(over, key=lambda pair: pair[1].line)
    changes = {"optimizer": (chosen, *names.optimizer)}
    if first_given(state, names.scheduler) is None:
        schedules = [
            (variable.line, name)
            for name, variable in state.variables.items()
            if isinstance(variable, BoundSchedule)
            and variable.index < len(state.schedules)
            and state.schedules[variable.index].optimizer == optimizer.index
        ]
        if schedules:
            changes["scheduler"] = (max(schedules)[1], *names.scheduler)
    return problem.model_copy(update={"names": names.model_copy(update=changes)})


def network_index(variable: Variable) -> int:
    """Tell which network a variable holds; -1 for none."""
    return variable.index if variable.kind == "network" else -1


def _same_recipe(start: Description, state: Description, key: tuple[str, int]) -> bool:
    """Whether a network and all optimizers over it stood at the cell's beginning already."""
    name, line = key
    variable = start.variables.get(name)
    if variable is None or (variable.kind, variable.line) != ("network", line):
        return False
    now = network_index(state.variables[name])
    return _optimizers_over(start, network_index(variable)) == _optimizers_over(state, now)


def _optimizers_over(state: Description, index: int) -> set[tuple[str, int]]:
    return {
        (name, variable.line)
        for name, variable in state.variables.items()
        if isinstance(variable, BoundOptimizer) and _is_over(state, variable, index)
    }


def _optimizer_over(state: Description, index: int) -> bool:
    return any(call.network == index for call in state.made) or any(
        isinstance(variable, BoundOptimizer) and _is_over(state, variable, index)
        for variable in state.variables.values()
    )


def _is_over(state: Description, variable: BoundOptimizer, index: int) -> bool:
    if variable.index >= len(state.optimizers):
        return False
    return any(view.network == index for view in state.optimizers[variable.index].over)


def _since(name: str, line: int, ordered: Sequence[tuple[str, int]]) -> int:
    return max((at for other, at in ordered if other == name and at < line), default=0)
