"""What of a run is written down? Network, optimizer, schedule and data, at its first step.

And from then on how many epochs it had, and what the optimizer's groups held in each.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from torch import nn

from grader.inside_container.equivalents import Equivalent, equivalent_of
from grader.inside_container.modules_inside import modules_in
from grader.inside_container.observe_layers import ObservedNetwork, observe_network
from grader.inside_container.observe_training import (
    PerBatch,
    group_options,
    observe_optimizer,
    observe_schedule,
)
from grader.inside_container.own_interpreter import restore
from grader.inside_container.plain_values import (
    class_name,
    clean_name,
    exact_number,
    one_of,
)
from grader.inside_container.runs_seen import RunSeen
from grader.inside_container.stand_ins import known_set
from grader.inside_container.watch_batches import normalization, own_sets
from grader.inside_container.watch_networks import parameter_groups
from grader.inside_container.watch_training import Watch

MAX_NAMES = 20
MAX_GROUPS = 1000
"""Of an optimizer that are told of; `grader.training_runs` takes as many."""
MAX_WORDS = 20
"""Sentences on what was taken for what."""
_Module, _Sequential = nn.Module, nn.Sequential
_Dropouts = (nn.Dropout, nn.Dropout2d)


class RunObserver:
    """Writes runs down.

    Args:
        watch: that sees them.
        max_layers: of a network that are described.
        schedule_epochs: that a schedule is followed for.
    """

    def __init__(self, watch: Watch, max_layers: int, schedule_epochs: int) -> None:
        self._watch = watch
        self._max_layers = max_layers
        self._schedule_epochs = schedule_epochs
        watch.write_down = self.write_down
        watch.groups_of = group_options
        watch.dropouts_of = dropouts

    def write_down(self, run: RunSeen) -> dict[str, Any]:
        """Describe what a run begins with."""
        held = self._watch.batches.innermost()
        found = equivalent_of(
            run.network,
            tuple(run.input_shape) or None,
            run.input_size or (held.batch_size if held else None),
            reshaped=run.reshaped,
        )
        seen = observe_network(found.network, self._max_layers, found) if found else None
        written: dict[str, Any] = {
            "network": describe_observed(seen, found) if seen else _no_sequential(run.network),
            "optimizer": None,
            "stale": False,
            "schedule": None,
            "own": found,
            "optimizer_name": class_name(run.optimizer),
            "data": _describe_data(held.loader) if held is not None else {},
        }
        if seen is not None:
            with contextlib.suppress(ValueError):
                view = observe_optimizer(run.optimizer, seen)
                written["stale"] = view is None
                written["optimizer"] = {"network": 0, **(view or self._as_if(run, seen))}
        schedulers = self._watch.schedulers_of(run.optimizer)
        if schedulers:
            written["scheduler"] = schedulers[-1]
            written["schedule"] = observe_schedule(schedulers[-1], self._schedule_epochs)
            written["per_batch"] = PerBatch.of(schedulers[-1])
        return written

    def _as_if(self, run: RunSeen, seen: ObservedNetwork) -> dict[str, Any]:
        """Describe a stale optimizer as the file means it: over the network that it trains beside.

        Parameters keep their groups where the old network had as many.
        """
        names = list(dict.fromkeys(seen.parameters.values()))
        options = group_options(run.optimizer)
        sizes = [len(each) for each in parameter_groups(run.optimizer)]
        if sum(sizes) != len(names):
            options, sizes = options[:1], [len(names)]
        groups, at = [], 0
        for size, each in zip(sizes, options, strict=True):
            groups.append({"parameters": names[at : at + size], "options": each})
            at += size
        name = class_name(run.optimizer)
        return {"name": name, "groups": groups, "foreign_parameters": 0, "defect": None}

    def note_names(self, variables: dict[str, Any], lines: dict[str, int]) -> None:
        """Note under which names the networks of runs can be found just now."""
        for run in self._watch.runs:
            if run.written:
                own: Equivalent | None = run.written.get("own")
                inner = own.network if own is not None else None
                for name, value in variables.items():
                    if (value is run.network or (inner is not None and value is inner)) and (
                        run.names.get(name) != lines.get(name, 0)
                    ):
                        run.names[name] = lines.get(name, 0)
                        run.news = True

    def news(self) -> Iterator[dict[str, Any]]:
        """Give the runs of which there is more to say than was said."""
        for run in self._watch.runs:
            if run.news and run.written:
                run.news = False
                try:
                    told = self._describe(run)
                except MemoryError:
                    raise
                except BaseException:  # noqa: BLE001 - a copy may run a student's code
                    restore()
                    continue
                restore()
                yield told

    def _describe(self, run: RunSeen) -> dict[str, Any]:
        written, called = run.written, self._watch.networks.called.get(id(run.network))
        own: Equivalent | None = written["own"]
        inner = own.network if own is not None else run.network
        built = self._watch.networks.built_at(inner) or self._watch.networks.built_at(run.network)
        data = written["data"]
        return {
            "slot": run.slot,
            "number": run.number,
            "model": run.model,
            "network": written["network"],
            "optimizer": written["optimizer"],
            "optimizer_name": written["optimizer_name"],
            "stale": written["stale"],
            "beside": None if run.beside is None else class_name(run.beside),
            "schedule": self._describe_schedule(run),
            "rates": _by_group(run.rates),
            "epochs": run.epochs,
            "planned": run.planned,
            "ended": run.ended,
            "steps": run.steps,
            "loose_steps": run.loose,
            "batch_size": run.batch_size,
            "images": run.images,
            "input_size": run.input_size,
            "accumulated": run.accumulated,
            "loss": run.loss,
            "statement": run.place.statement,
            "line": run.place.line,
            "spot": list(run.spot),
            "last_statement": run.last_statement,
            "built": built.line if built else None,
            "built_statement": built.statement if built else None,
            "names": {clean_name(n): line for n, line in list(run.names.items())[:MAX_NAMES]},
            "counts_on_batch": own.counts_on_batch if own is not None else False,
            "normalized": data.get("normalized"),
            "test_images": data.get("test_images", False),
            "evaluated": called.evaluated if called else False,
            "tested_while_training": called.tested_while_training if called else None,
        }

    def _describe_schedule(self, run: RunSeen) -> dict[str, Any] | None:
        found: dict[str, Any] | None = run.written.get("schedule")
        if found is None:
            return None
        told = {"name": "", "spec": None, "defect": None, "ended": None, "optimizer": 0} | found
        told["per_batch"] = None
        # In every pass: `scheduler.step(epoch + i / n)` moves with the epochs alone.
        if 0 < run.epochs == run.schedule_moves and run.images and run.batch_size:
            steps = -(-run.images // run.batch_size)
            epochs = min(run.planned or run.epochs, self._schedule_epochs)
            known = run.written.setdefault("by_epoch", {})
            if (epochs, steps) not in known:
                known[epochs, steps] = run.written["per_batch"].by_epoch(epochs, steps)
            told["per_batch"] = known[epochs, steps]
        scheduler = run.written["scheduler"]
        stepped = exact_number(vars(scheduler).get("last_epoch"))
        told["stepped"] = bool(stepped and stepped > 0)
        return told


def _no_sequential(network: Any) -> dict[str, Any]:
    kind = class_name(network)
    article = "an" if kind[:1] in tuple("AEIOUaeiou") else "a"
    defect = f"is {article} {kind}, not an nn.Sequential"
    return {"layers": [], "layer_count": 0, "defect": defect}


def describe_observed(seen: ObservedNetwork, found: Equivalent | None = None) -> dict[str, Any]:
    """Write down a network that was observed, and what in it was taken for torch's own."""
    words = found.words[:MAX_WORDS] if found is not None else []
    plain = {"layers": seen.layers, "layer_count": seen.layer_count, "defect": seen.defect}
    return plain | ({"taken_as": words} if words else {})


def dropouts(network: Any) -> tuple[float, ...]:
    """Read a network's dropout probabilities, without asking it."""
    found: tuple[float, ...] = ()
    for each, own in modules_in(network):
        if one_of(each, _Dropouts):
            p = exact_number(own.get("p"))
            found += (-1.0 if p is None else float(p),)
    return found


def _describe_data(loader: Any) -> dict[str, Any]:
    """Tell what the images of a loader are, as far as its data set says so."""
    told: dict[str, Any] = {}
    with contextlib.suppress(Exception):  # a data set of the student's own may be anything
        normalized = normalization(loader.dataset)
        if normalized is not None:
            told["normalized"] = {"mean": normalized[0], "std": normalized[1]}
        known = [set_ for each in own_sets(loader.dataset) if (set_ := known_set(each))]
        told["test_images"] = bool(known) and not any(is_train for _, is_train in known)
    return told


def _by_group(rates: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Turn epoch -> group -> option into group -> option -> values, of options that move."""
    if not rates or any(len(epoch) != len(rates[0]) for epoch in rates):
        return []
    if len(rates[0]) > MAX_GROUPS:
        return []
    groups = []
    for index, first in enumerate(rates[0]):
        series = {key: [epoch[index].get(key) for epoch in rates] for key in first}
        groups.append({k: v for k, v in series.items() if k == "lr" or any(x != v[0] for x in v)})
    return groups
