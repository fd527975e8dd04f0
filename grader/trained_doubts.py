"""Why may the recipe that was read off a training not be the whole of it? Pure."""

import re

from grader.described_file import DescribedFile
from grader.description import BoundNetwork
from grader.trained_networks import TrainedNetwork
from grader.training_runs import TrainingRun

_SETS_RATES = re.compile(rb"param_groups|sched")
"""What a file has that changes learning rates while it trains."""


def cut_short(each: DescribedFile, trained: TrainedNetwork) -> str | None:
    """Say why a training may have had epochs, or rates, that the dry run has not seen.

    Args:
        each: the file.
        trained: one of its networks.
    """
    if each.is_broken_off(trained.runs[-1]):
        return "the file was broken off while it trained, so that nobody knows for how long"
    for run in trained.runs:
        for failure in each.extraction.description.failures:
            # One that failed later, at its plots, has trained to its end.
            is_short = run.started < (run.planned or 2)
            if is_short and failure.begins == run.last_statement:
                where = each.place(failure.line)
                return f"its training failed after {_epochs(run)}: {where}: {failure.error}"
        if run.ended is not None and run.planned is None:
            return (
                "its loop ends when the file's own numbers say so, and those of a dry run mean "
                f"nothing: {_epochs(run)} are taken"
            )
        if run.ended == "cut" and not _follows(run) and _SETS_RATES.search(each.file.source):
            return (
                f"its loop took too long for a dry run: the learning rate is known for "
                f"{_epochs(run)} of {run.planned}"
            )
    return None


def built_again(each: DescribedFile, trained: TrainedNetwork) -> str | None:
    """Say that a later network stands under its name, whose training failed.

    Args:
        each: the file.
        trained: one of its networks.
    """
    end = each.extraction.description
    held = {name: line for run in trained.runs for name, line in run.names.items()}
    known = {(name, line) for run in each.extraction.runs for name, line in run.names.items()}
    for name, line in held.items():
        now = end.variables.get(name)
        if not isinstance(now, BoundNetwork) or now.line <= line or (name, now.line) in known:
            continue
        failure = next((f for f in end.failures if f.begins >= now.line), None)
        if failure is not None and end.networks[now.index].layer_count:
            return (
                f"a later {name}, {each.place(now.line)}, was never trained, for "
                f"{each.place(failure.line)} failed: {failure.error}"
            )
    return None


def _follows(run: TrainingRun) -> bool:
    """Whether a schedule of torch's says what comes after the epochs that were seen."""
    return run.schedule is not None and run.schedule.stepped and run.schedule.spec is not None


def _epochs(run: TrainingRun) -> str:
    return f"{run.started} epoch{'s' * (run.started != 1)}"
