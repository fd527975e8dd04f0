"""What did a file train, with what, and for how long? Watched while it runs.

Every step of an optimizer belongs to a run: a network, an optimizer, and the network's Dropout
probabilities, which sweeps change. At its first step the network and its optimizer are written
down, for the file may change both later; from then on, what the optimizer's groups hold at every
epoch's first step. A pass over a DataLoader in which there was a step is an epoch.
"""

import contextlib
import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn
from torch.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)

from grader.inside_container import no_compiler
from grader.inside_container.plain_values import attributes_of, exact_number, is_a
from grader.inside_container.runs_seen import Place, RunSeen, with_run
from grader.inside_container.watch_batches import Batches, Pass, batches_of, first_tensor
from grader.inside_container.watch_hooks import watch_calls, watch_losses, watch_schedulers
from grader.inside_container.watch_loops import FULL_BATCH, Loop, Loops
from grader.inside_container.watch_networks import Called, Networks, parameters_in, parameters_of

no_compiler.install()

Module = nn.Module
_Loss = nn.modules.loss._Loss
_schedulers = torch.optim.lr_scheduler
_getframe, _get_ident = sys._getframe, threading.get_ident
_MAIN_THREAD = _get_ident()
"""The same in every process that is forked from it."""
_grad_enabled = torch.is_grad_enabled
_numel = torch.Tensor.numel

MAX_SPOT = 8
"""Lines of a spot: calls within each other."""
MAX_EPOCHS = 1000
"""Of one run that are written down."""


class Watch:
    """Sees every call of a network, every step of an optimizer and every pass over data.

    Args:
        fallback: gives a data set in place of one that is none.
        file_name: under which the student's code runs.
    """

    def __init__(self, file_name: str, fallback: Callable[[Any], Any | None]) -> None:
        self.file_name = file_name
        self.batches = Batches(self._pass_ended, fallback)
        self.batches.moment = self._moment
        self.loops = Loops(self._loop_ended)
        self.runs: list[RunSeen] = []
        self.is_on = False
        self.image_numbers = 0
        """Numbers of one image; 0 where that is not known."""
        self.statement = 0
        """First line of the top-level statement that runs."""
        self.write_down: Callable[[RunSeen], dict[str, Any]] = lambda run: {}
        """Describes network, optimizer and schedule at a run's first step."""
        self.tell: Callable[[], None] = lambda: None
        """Tells of what is new, at a run's first step: its statement may not come to its end."""
        self.aside: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext
        """Makes the interpreter ours for a while."""
        self.groups_of: Callable[[Any], list[dict[str, Any]]] = lambda optimizer: []
        self.dropouts_of: Callable[[Any], tuple[float, ...]] = lambda network: ()
        self.networks = Networks()
        self.schedulers: list[Any] = []
        self.depth = 0
        """Networks that are being called just now, within each other."""
        self._loss: str | None = None
        self._by_key: dict[tuple[Any, ...], RunSeen] = {}
        self._numbers = itertools.count()
        self._models: dict[int, int] = {}
        self._last_run: RunSeen | None = None
        self._kept: list[Any] = []

    def install(self) -> None:
        """Put the watch into torch. Once, before torch's classes are looked at by others."""
        self.batches.install()
        self.loops.install()
        watch_calls(self)
        watch_losses(self)
        watch_schedulers(self)
        register_optimizer_step_pre_hook(self.before_step)
        register_optimizer_step_post_hook(self.after_step)

    # What the hooks tell.

    def network_called(self, network: Any, arguments: tuple[Any, ...]) -> None:
        """Note a call of a network that no other network made."""
        if not self.here() or is_a(network, _Loss):
            return
        given = first_tensor(arguments)
        own = attributes_of(network, Module)
        if given is None or not (own["_modules"] or own["_parameters"]):
            return
        training, with_gradients = bool(own.get("training")), _grad_enabled()
        known = self.networks.note_call(network, given, with_gradients=with_gradients)
        if not training and not known.evaluated:
            known.evaluated = True
            self._tell_again(network)
        if training and not with_gradients:
            self._tested_while_training(known, self._line())
        held = self.batches.innermost()
        if held is not None and len(held.called) < 50:
            held.called.append((network, training))

    def gradients_computed(self) -> None:
        """Note a backward pass."""
        if self.here():
            held = self.batches.innermost()
            if held is not None:
                held.gradients += 1

    def loss_computed(self, name: str) -> None:
        """Note the loss that gradients may come from."""
        if _grad_enabled():
            self._loss = name

    def network_built(self, network: Any) -> None:
        """Note where a Sequential is built."""
        if self.is_on and (line := self._line()):
            self.networks.note_built(network, Place(self.statement, line))

    def scheduler_built(self, scheduler: Any) -> None:
        """Note a scheduler; one that is built over others comes after them."""
        if self.is_on and len(self.schedulers) < 1000:
            self.schedulers = [each for each in self.schedulers if each is not scheduler]
            self.schedulers.append(scheduler)

    def before_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        """Note a step, whatever becomes of it."""
        if not _has_closure(args, kwargs):
            self._note_step(optimizer)

    def after_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        """Note a step that has called the network itself, as LBFGS does."""
        if _has_closure(args, kwargs):
            self._note_step(optimizer)

    def _note_step(self, optimizer: Any) -> None:
        if not self.here():
            return
        try:
            self._step(optimizer)
        except MemoryError:
            raise
        except BaseException:  # noqa: BLE001, S110 - what cannot be read of a student's is no run
            pass

    # What the observer asks.

    def schedulers_of(self, optimizer: Any) -> list[Any]:
        """List the schedulers over an optimizer, the outermost last."""
        base = _schedulers.LRScheduler
        return [
            each
            for each in self.schedulers
            if is_a(each, base) and attributes_of(each, base).get("optimizer") is optimizer
        ]

    # How it comes together.

    def here(self) -> bool:
        """Whether the file's own thread runs one of its statements."""
        return self.is_on and _get_ident() == _MAIN_THREAD

    def _moment(self) -> tuple[int, int, int]:
        loop = self.loops.innermost()
        return self.statement, id(loop), loop.begun if loop is not None else 0

    def _line(self) -> int:
        """Give the innermost line of the file that is being run; 0 for none."""
        return next(self._lines(), 0)

    def _lines(self) -> Iterator[int]:
        """Give the lines of the file that are being run, the innermost first."""
        frame = _getframe(1)
        while frame is not None:
            line = frame.f_lineno if frame.f_code.co_filename == self.file_name else None
            if line is not None:  # as in code that the file has put together itself
                yield line
            frame = frame.f_back  # type: ignore[assignment]

    def _step(self, optimizer: Any) -> None:
        held, loop = self.batches.innermost(), self.loops.innermost()
        whose = self.networks.owners_of(optimizer)
        if not whose and self._is_beside(optimizer):
            self._note_beside(optimizer)
            return
        called = self.networks.trained_by(optimizer, whose)
        if called is None:
            return
        run = self._run_of(called.network, optimizer)
        self._last_run = run
        run.steps += 1
        run.news = True
        run.last_statement = self.statement
        run.loss = self._loss or run.loss
        run.input_size = called.shape[0] if called.shape else None
        if loop is not None and self._goes_over_batches(loop, held, run):
            loop.is_over_batches = True  # so that it ends after this one
        if held is not None:
            self._count_pass(run, held, called)
        elif loop is not None and loop.is_over_batches:
            self._count_loop(run, loop)
        else:
            run.loose += 1
            self._note_rates(run, optimizer)
        self._note_in_loops(run)
        self.networks.note_step(called.network)
        self._loss = None

    def _note_beside(self, optimizer: Any) -> None:
        """Note an optimizer that steps right after another, for the same gradients."""
        run = self._last_run
        if run is not None and run.beside is None:
            run.beside = optimizer
            run.news = True

    def _is_beside(self, optimizer: Any) -> bool:
        """Whether an optimizer is another one for the network that was trained last."""
        run = self._last_run
        if run is None or run.optimizer is optimizer:
            return False
        return bool(parameters_of(optimizer) & parameters_in(run.network))

    def _goes_over_batches(self, loop: Loop, held: Pass | None, run: RunSeen) -> bool:
        if held is not None:
            # A `while` inside another loop goes on until the batches are used up.
            is_whole = not loop.is_counted or loop.total == batches_of(held.loader)
            return held.by_hand and loop.outer is not None and is_whole
        nested = loop.outer is not None or loop.step not in (1, -1)
        return nested and (run.input_size or 0) < FULL_BATCH

    def _count_pass(self, run: RunSeen, held: Pass, called: Called) -> None:
        if not held.stepped:
            held.stepped = True
            run.accumulated = max(run.accumulated, held.batches)
        loop = self.loops.innermost()
        number = held.number
        if loop is not None and loop.is_over_batches:  # batch by batch, from one iterator for all
            number = -id(loop)
            self._kept.append(loop)
        if number in run.passes:
            return
        run.passes.add(number)
        run.batch_sizes[held.batch_size] = run.batch_sizes.get(held.batch_size, 0) + 1
        run.batch_size = max(run.batch_sizes, key=lambda size: run.batch_sizes[size])
        run.images = held.images
        run.epochs += 1
        run.schedule_counts = self._schedule_counts(run)
        self._note_rates(run, run.optimizer)

    def _count_loop(self, run: RunSeen, loop: Loop) -> None:
        number = -id(loop)
        if number in run.passes:
            return
        run.passes.add(number)
        self._kept.append(loop)
        if loop.step not in (1, -1):
            run.batch_size, run.images = abs(loop.step), loop.spread
        else:
            run.batch_size = run.input_size
            run.images = (run.input_size or 0) * loop.total if loop.is_counted else None
        run.epochs += 1
        self._note_rates(run, run.optimizer)

    def _note_rates(self, run: RunSeen, optimizer: Any) -> None:
        if len(run.rates) < MAX_EPOCHS:
            with self.aside():
                run.rates.append(self.groups_of(optimizer))

    def _note_in_loops(self, run: RunSeen) -> None:
        for loop in self.loops.open:
            loop.trained.setdefault(run.number, run.done - 1)
            loop.steps.setdefault(run.number, run.steps - 1)
            loop.rounds_trained = loop.begun

    def _run_of(self, network: Any, optimizer: Any) -> RunSeen:
        with self.aside():
            key = (id(network), id(optimizer), self.dropouts_of(network))
        run = self._by_key.get(key)
        if run is not None:
            return run
        spot = tuple(itertools.islice(self._lines(), MAX_SPOT)) or (0,)
        run = RunSeen(
            number=next(self._numbers),
            network=network,
            optimizer=optimizer,
            place=Place(self.statement, spot[0]),
            spot=spot,
            model=self._models.setdefault(id(network), len(self._models)),
            loss=self._loss,
        )
        self._kept += [network, optimizer]
        called = self.networks.called.get(id(network))
        if called is not None:
            run.input_shape = called.shape[1:]
            run.reshaped = self._is_reshaped(called)
        with self.aside():
            run.written = self.write_down(run)
        self._by_key[key] = run
        self.runs = with_run(self.runs, run)
        with self.aside():
            self.tell()
        return run

    def _is_reshaped(self, called: Called) -> bool:
        """Whether images were flattened before the network was given them."""
        if len(called.shape) == 2 and called.shape[1] == self.image_numbers:
            return True
        held = self.batches.innermost()
        if held is None or held.first is None or called.first_input is None:
            return False
        images, given = held.first, called.first_input
        return (
            images.dim() == 4
            and given.dim() == 2
            and given.shape[0] == images.shape[0]
            and _numel(images) == _numel(given)
        )

    def _pass_ended(self, ended: Pass) -> None:
        if ended.exhausted and not ended.gradients:  # a look at one batch is no test
            for network, training in ended.called:
                known = self.networks.called.get(id(network))
                if known is not None and training:
                    self._tested_while_training(known, self._line() or self.statement)
        if ended.stepped:
            self._see_schedulers(ended)

    def _tested_while_training(self, known: Called, line: int) -> None:
        if known.tested_while_training is None:
            known.tested_while_training = line
            self._tell_again(known.network)

    def _tell_again(self, network: Any) -> None:
        """Have the runs of a network told again: many files test in a cell of its own."""
        for run in self.runs:
            run.news = run.news or run.network is network

    def _see_schedulers(self, ended: Pass) -> None:
        """Note whether schedules were stepped while the pass was on, with its batch."""
        for run in self.runs:
            if ended.number in run.passes and self._schedule_counts(run) != run.schedule_counts:
                run.schedule_moves += 1

    def _schedule_counts(self, run: RunSeen) -> list[float]:
        return [_steps_taken(each) for each in self.schedulers_of(run.optimizer)]

    def _loop_ended(self, loop: Loop) -> None:
        """Note how many epochs a run would have had, had its loop gone on."""
        for run in self.runs:
            since = loop.trained.get(run.number)
            if since is None:
                continue
            here = run.done - since
            if not loop.is_counted:  # nobody knows how long it would have gone on
                run.ended, run.news = loop.ended, True
                continue
            # An epoch per round: otherwise it is no loop over epochs.
            if 0 <= loop.begun - here <= 1:
                run.planned = since + loop.total
                run.ended = loop.ended
            elif loop.ended == "cut" and run.images and run.batch_size:
                steps = (run.steps - loop.steps[run.number]) * loop.total / max(loop.begun, 1)
                run.planned = since + max(here, round(steps * run.batch_size / run.images))
                run.ended = loop.ended
            run.news = True


def _has_closure(args: Any, kwargs: Any) -> bool:
    """Whether a step was given a function that calls the network."""
    return any(each is not None for each in (*args[1:2], kwargs.get("closure")))


def _steps_taken(scheduler: Any) -> float:
    taken = exact_number(attributes_of(scheduler, _schedulers.LRScheduler).get("last_epoch"))
    return -1.0 if taken is None else float(taken)
