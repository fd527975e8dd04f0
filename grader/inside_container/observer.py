"""What does a run leave behind? Its networks, with their optimizers and schedules, written down.

Writes lines of JSON: `{"line": n}` before each statement, `{"description": ...}` whenever it has
changed. The last description is the answer, so a file that hangs or ends Python still yields what
it had built by then. `grader.description` is the other side of this.
"""

import base64
import builtins
import contextlib
import json
import math
import os
import select
import sys
import types
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from torch.nn import Module, Sequential

from grader.inside_container.equivalents import Equivalent, equivalent_of
from grader.inside_container.observe_layers import ObservedNetwork, observe_network
from grader.inside_container.observe_runs import RunObserver, describe_observed
from grader.inside_container.observe_training import (
    LRScheduler,
    Optimizer,
    has_trained,
    observe_optimizer,
    observe_schedule,
)
from grader.inside_container.own_interpreter import handles_signals, restore
from grader.inside_container.plain_values import (
    attributes_of,
    class_name,
    clean_name,
    derives_from,
    exact_number,
    is_a,
    number_list,
    one_of,
    own_name,
    say_exception,
    say_number,
)
from grader.inside_container.relay import INTERRUPTED, OUT_OF_MEMORY
from grader.inside_container.run_file import (
    Run,
    Unreadable,
    commented_network,
    parse,
    read_source,
    run_statements,
)
from grader.inside_container.stand_ins import REAL, asked_for, notebook_names, stand_in_name
from grader.inside_container.watched import WATCH

MAX_NETWORKS = 40
MAX_PACKAGES = 40
MAX_TOLD_EARLY = 200
"""Runs at whose first step there is news already."""
MAX_DESCRIPTION = 256 << 10
_ATTEMPTS = 5
"""At reading what a student's thread may be changing meanwhile."""
_dumps = json.dumps
_write = os.write
_wait = select.select


class Observer:
    """Watches a run and writes its description out whenever that has changed."""

    def __init__(self, channel: int, request: dict[str, Any]) -> None:
        self.channel = channel
        self.names: frozenset[str] = frozenset(request["names"])
        self.problems: list[dict[str, list[str]]] = request["problems"]
        self.schedule_epochs: int = request["schedule_epochs"]
        self.max_layers: int = request["max_layers"]
        shape = request.get("input_shape")
        self.input_shape: tuple[int, ...] | None = tuple(shape) if shape else None
        WATCH.image_numbers = math.prod(shape) if shape else 0
        self.runs = RunObserver(WATCH, self.max_layers, self.schedule_epochs)
        WATCH.tell = self._tell_early
        self._told_early = 0
        self.not_utf8_line: int | None = None
        self.commented_network: int | None = None
        self._equivalents: dict[tuple[int, int], Equivalent | None] = {}
        self.made: list[dict[str, Any]] = []
        self._kept: dict[int, Any] = {}
        """Strong references: an id is only an identity while its object lives."""
        self._schedules: dict[int, dict[str, Any]] = {}
        self._optimizers: dict[tuple[int, int], dict[str, Any]] = {}
        self._last = b""

    def after_statement(self, run: Run) -> None:
        """Say where the run is, and what it has built if that is news."""
        for _ in range(_ATTEMPTS):
            try:
                restore()
                self._send({"line": run.line})
                self.runs.note_names(run.named(), run.lines)
                self._tell_runs()
                self.write(run, finished=False)
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001, S112 - a thread may have changed what was being read
                continue
            return
        restore()
        self._send({"line": run.line})
        self.write(run, finished=False)

    def _tell_early(self) -> None:
        if self._told_early < MAX_TOLD_EARLY:
            self._told_early += 1
            self._tell_runs()

    def _tell_runs(self) -> None:
        for told in self.runs.news():
            # Rates may be no numbers, or too many: the rest is worth telling all the same.
            reduced: tuple[dict[str, Any], ...] = ({}, {"rates": [], "schedule": None})
            for less in reduced:
                try:
                    line = _dumps({"run": told | less}, allow_nan=False).encode()
                except ValueError:
                    continue
                if len(line) <= MAX_DESCRIPTION:
                    _write_all(self.channel, line + b"\n")
                    break

    def write(self, run: Run, *, finished: bool) -> None:
        """Write the description if it differs from the last one."""
        line = _dumps({"description": self._describe(run, finished)}, allow_nan=False).encode()
        if len(line) > MAX_DESCRIPTION:
            fault = {"message": "the file builds more than can be described", "line": None}
            line = _dumps({"description": self._empty() | {"fault": fault}}).encode()
        if line != self._last:
            self._last = line
            _write_all(self.channel, line + b"\n")

    def refuse(self, fault: Unreadable) -> None:
        """Write that the file is no Python."""
        text = str(fault)[:300].encode("utf-8", "replace").decode()
        self._send(
            {"description": self._empty() | {"fault": {"message": text, "line": fault.line}}}
        )

    def call_factories(self, run: Run) -> None:
        """Call the optimizers and schedulers that were handed in as functions, once per problem."""
        for names in self.problems:
            variables = run.named()
            model = _first(variables, names["model"])
            if type(model) is not Sequential:
                continue
            name = _first_name(variables, names["optimizer"])
            optimizer = self._made_by(name, variables, model, None)
            if optimizer is None:
                optimizer = _first(variables, names["optimizer"])
            if is_a(optimizer, Optimizer):
                schedule = _first_name(variables, names["scheduler"])
                self._made_by(schedule, variables, model, optimizer)

    def _made_by(
        self, name: str | None, variables: dict[str, Any], model: Sequential, over: Any
    ) -> Any:
        """Call the function `name` with a model (or, for a schedule, with an optimizer)."""
        function = variables.get(name) if name else None
        if name is None or not _is_function(function):
            return None
        made, problem = None, None
        # No truth value is asked for: an optimizer of the student's own making may raise on that.
        wanted = Optimizer if over is None else LRScheduler
        arguments = (lambda: model, lambda: list(Module.parameters(model)))
        for argument in arguments if over is None else (lambda: over,):
            try:
                made = function(argument())  # type: ignore[misc]
                problem = None if is_a(made, wanted) else f"it gives a {class_name(made)}"
            except BaseException as error:  # noqa: BLE001 - a student's function may raise anything
                restore()
                problem = say_exception(error)
            if problem is None:
                break
        restore()
        self._keep(model)
        self._keep(made)
        self.made.append({"name": name, "model": model, "made": made, "problem": problem})
        return made if problem is None else None

    def _keep(self, value: Any) -> None:
        self._kept[id(value)] = value

    def _empty(self) -> dict[str, Any]:
        return {
            "fault": None,
            "finished": True,
            "networks": [],
            "optimizers": [],
            "schedules": [],
            "variables": {},
            "made": [],
            "failures": [],
            "failure_count": 0,
            "unreached": [],
            "not_utf8_line": self.not_utf8_line,
            "packages": {clean_name(n): at for n, at in list(asked_for.items())[:MAX_PACKAGES]},
            "commented_network": self.commented_network,
        }

    def _describe(self, run: Run, finished: bool) -> dict[str, Any]:
        models = self._models(run)
        equal = {id(model): self._equivalent(model) for model in models}
        seen = {
            id(model): observe_network(_inner(model, equal), self.max_layers, equal[id(model)])
            for model in models
        }
        order = {id(model): index for index, model in enumerate(models)}
        optimizers, schedules = _Table(), _Table()
        variables = {}
        for name, value in _variables(run):
            known = self._variable(name, value, order, optimizers, schedules)
            if known is not None:
                variables[clean_name(name)] = known | {"line": run.lines.get(name, 0)}
        made = [self._describe_made(call, order, optimizers, schedules) for call in self.made]
        return self._empty() | {
            "finished": finished,
            "networks": [describe_observed(seen[id(model)], equal[id(model)]) for model in models],
            "optimizers": [self._describe_optimizer(o, models, seen) for o in optimizers.objects],
            "schedules": [self._describe_schedule(s, optimizers) for s in schedules.objects],
            "variables": variables,
            "made": made,
            "failures": run.failures,
            "failure_count": run.failure_count,
            "unreached": sorted(name for name in self.names if run.ahead[name] > 0),
        }

    def _models(self, run: Run) -> list[Any]:
        """List the live networks that are Sequentials or equal one, the rubric's names first."""
        named = sorted(_variables(run), key=lambda item: item[0] not in self.names)
        models = [
            value
            for _, value in named
            if type(value) is Sequential or (is_a(value, Module) and self._equivalent(value))
        ]
        return list({id(model): model for model in models}.values())[:MAX_NETWORKS]

    def _equivalent(self, model: Any) -> Equivalent | None:
        """Find what a network equals, once for as long as it has the same layers."""
        try:
            key = (id(model), len(attributes_of(model, Module)["_modules"]))
            if key not in self._equivalents:
                self._keep(model)
                self._equivalents[key] = equivalent_of(model, self.input_shape, None)
            return self._equivalents[key]
        except MemoryError:
            raise
        except BaseException:  # noqa: BLE001 - it holds no layers as torch keeps them
            restore()
            return None

    def _variable(
        self,
        name: str,
        value: Any,
        networks: dict[int, int],
        optimizers: "_Table",
        schedules: "_Table",
    ) -> dict[str, Any] | None:
        """Describe one variable; `None` for those nobody asked for."""
        if id(value) in networks:
            return {"kind": "network", "index": networks[id(value)]}
        if name not in self.names:
            return None
        if is_a(value, Optimizer):
            return {"kind": "optimizer", "index": optimizers.index(value)}
        if is_a(value, LRScheduler):
            return {"kind": "schedule", "index": schedules.index(value)}
        if is_a(value, Module):
            derived = is_a(value, Sequential)
            return {"kind": "module", "class_name": class_name(value), "is_sequential": derived}
        if is_a(value, type):
            module = derives_from(value, Module)
            return {"kind": "class", "class_name": own_name(value), "is_module": module}
        if _is_function(value):
            return {"kind": "function"}
        if (stands_for := stand_in_name(value)) is not None:
            package = clean_name(stands_for.split(".")[0])
            return {"kind": "other", "shown": f"made with {package}, a package that is not here"}
        if (number := exact_number(value)) is not None:
            return {"kind": "number", "value": number}
        if (numbers := number_list(value)) is not None:
            return {"kind": "numbers", "values": numbers}
        return {"kind": "other", "shown": say_number(value)}

    def _describe_optimizer(
        self, optimizer: Any, models: list[Sequential], seen: dict[int, ObservedNetwork]
    ) -> dict[str, Any]:
        """Describe an optimizer as each network sees it, as it was before its first step."""
        over = []
        for index, model in enumerate(models):
            key = (id(optimizer), id(model))
            try:
                if key not in self._optimizers or not has_trained(optimizer):
                    view = observe_optimizer(optimizer, seen[id(model)])
                    if view is None:
                        continue
                    self._keep(optimizer)
                    self._keep(model)
                    self._optimizers[key] = view
                over.append({"network": index, **self._optimizers[key]})
            except Exception as error:  # noqa: BLE001 - an optimizer of the student's own making
                return {"over": [], "defect": f"cannot be read: {say_exception(error)}"}
        return {"over": over, "defect": None}

    def _describe_schedule(self, scheduler: Any, optimizers: "_Table") -> dict[str, Any]:
        """Describe a schedule as it was when first seen, before anything stepped it."""
        try:
            attributes_of(scheduler, LRScheduler)
        except ValueError as error:
            nothing = dict.fromkeys(("spec", "ended", "optimizer"))
            return {"name": class_name(scheduler), "defect": str(error), **nothing}
        if id(scheduler) not in self._schedules:
            self._keep(scheduler)
            found = observe_schedule(scheduler, self.schedule_epochs)
            self._schedules[id(scheduler)] = {"spec": None, "defect": None, "ended": None} | found
        over = attributes_of(scheduler, LRScheduler).get("optimizer")
        known = next((i for i, o in enumerate(optimizers.objects) if o is over), None)
        return self._schedules[id(scheduler)] | {"optimizer": known}

    def _describe_made(
        self,
        call: dict[str, Any],
        order: dict[int, int],
        optimizers: "_Table",
        schedules: "_Table",
    ) -> dict[str, Any]:
        made = call["made"] if call["problem"] is None else None
        return {
            "function": call["name"][:80],
            "network": order.get(id(call["model"])),
            "optimizer": optimizers.index(made) if is_a(made, Optimizer) else None,
            "schedule": schedules.index(made) if is_a(made, LRScheduler) else None,
            "problem": call["problem"],
        }

    def _send(self, message: dict[str, Any]) -> None:
        _write_all(self.channel, _dumps(message, allow_nan=False).encode() + b"\n")


def _inner(model: Any, equal: dict[int, Equivalent | None]) -> Any:
    found = equal[id(model)]
    return model if found is None else found.network


class _Table:
    """Objects in the order they were met, each once."""

    def __init__(self) -> None:
        self.objects: list[Any] = []

    def index(self, value: Any) -> int:
        for index, known in enumerate(self.objects):
            if known is value:
                return index
        self.objects.append(value)
        return len(self.objects) - 1


def _variables(run: Run) -> Iterator[tuple[str, Any]]:
    return iter(run.named().items())


def _first_name(variables: dict[str, Any], names: list[str]) -> str | None:
    return next((name for name in names if name in variables), None)


def _first(variables: dict[str, Any], names: list[str]) -> Any:
    name = _first_name(variables, names)
    return variables[name] if name else None


def _is_function(value: object) -> bool:
    return one_of(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType, partial))


def _write_all(channel: int, line: bytes) -> None:
    while line:
        try:
            line = line[_write(channel, line) :]
        except BlockingIOError:  # the file has changed the pipe's mode
            _wait([], [channel], [])


def describe_file(source: bytes, observer: Observer) -> None:
    """Run a file and have it described, whatever it does."""
    try:
        text, observer.not_utf8_line = read_source(source)
        tree = parse(text)
    except Unreadable as fault:
        observer.refuse(fault)
        return
    WATCH.batches.read(text)
    observer.commented_network = commented_network(text, tree)
    run = run_statements(text, tree, observer.after_statement, WATCH)
    observer.call_factories(run)
    observer.write(run, finished=True)


def put_beside(modules: dict[str, str]) -> None:
    """Lay the other scripts of a submission where the file can import them.

    Args:
        modules: name of a module -> its source, in base64. What would come before a real package
            is left out.
    """
    folder = Path.cwd()
    for name, source in modules.items():
        if name.isidentifier() and name not in REAL:
            with contextlib.suppress(OSError):  # a name in a zip may be longer than a file's
                (folder / f"{name}.py").write_bytes(base64.b64decode(source))
    if modules:
        sys.path.insert(0, str(folder))


def describe(request: dict[str, Any], channel: int) -> None:
    """Describe the one file of a request."""
    observer = Observer(channel, request)
    try:
        put_beside(request.get("modules", {}))
        for name, value in notebook_names().items():  # `display`, which nobody imports
            vars(builtins).setdefault(name, value)
        describe_file(base64.b64decode(request["source"]), observer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # the file holds it all; what had been described until then counts
    except BaseException as error:  # noqa: BLE001 - a student's statements cannot raise this far
        restore()
        if handles_signals():  # but a handler of signals can, wherever we are
            os._exit(INTERRUPTED)
        say_bug(channel, error)


def say_bug(channel: int, error: BaseException) -> None:
    """Tell that it is the grader that is at fault."""
    _write_all(channel, _dumps({"bug": say_exception(error)}).encode() + b"\n")
