"""What about an answer should a person know, though it costs no points? Pure.

Mistakes that a student made in training, which a retraining does not repeat, and what makes the
student's own numbers mean something else than the grader's.
"""

import re
from collections.abc import Iterator

from grader.choosing import Answer
from grader.described_file import DescribedFile
from grader.layer_calls import are_layers
from grader.network_spec import BatchNorm1d, BatchNorm2d, Dropout, Dropout2d
from grader.results import Flag, FlagKind
from grader.rubric import Problem, Rubric
from grader.trained_networks import TrainedNetwork
from grader.training_runs import Normalization, TrainingRun

_RESHAPED_TO = re.compile(r"\.(?:view|reshape)\(\s*\(?\s*(\d{2,6})\s*,")
_CROSS_ENTROPY = ("cross_entropy", "nll_loss")
_SAME = 1e-4
"""Difference up to which two means or standard deviations are one."""


def find_flags(
    answer: Answer, problem: Problem, rubric: Rubric, train_images: int
) -> tuple[Flag, ...]:
    """List all that is to be said of an answer.

    Args:
        answer: to the problem.
        problem: whose training the student's is held against.
        rubric: the whole of it.
        train_images: of the problem's data, those held out for validation not counted.
    """
    found = list(_of_network(answer, rubric))
    if answer.file is not None:
        each, trained = answer.file, answer.trained
        if trained is not None:
            for finder in (_stale, _phases, _ended, _loss, _accumulated, _eval, _batch_in_code):
                found += finder(trained, each)
            found += _data(trained, each, problem, train_images)
            found += _sweep(trained, each, problem)
        if each.file.out_of_order is not None:
            words = f"{each.file.out_of_order}: printed numbers may be of other code"
            found.append(_flag("cells-out-of-order", words))
    return tuple(found)


def _flag(kind: FlagKind, message: str) -> Flag:
    return Flag(kind=kind, message=message)


def _of_network(answer: Answer, rubric: Rubric) -> Iterator[Flag]:
    if rubric.sample_layers and are_layers(answer.network.layers, rubric.sample_layers):
        where = answer.found.split(";")[0]
        yield _flag("unmodified-sample", f"{where}, is the assignment's sample, unchanged")
    if answer.taken_as:
        yield _flag("taken-as", f"taken for its equal: {'; '.join(answer.taken_as)}")


def _stale(trained: TrainedNetwork, each: DescribedFile) -> Iterator[Flag]:
    for run in trained.runs:
        if run.stale:
            yield _flag(
                "stale-optimizer",
                f"{each.place(run.line)}: {run.optimizer_name} holds another network's "
                "parameters, so its steps train nothing here; graded as if it held this one's",
            )
            return


def _phases(trained: TrainedNetwork, each: DescribedFile) -> Iterator[Flag]:
    for run in trained.runs:
        if run.beside is not None:
            yield _flag(
                "two-optimizers",
                f"{each.place(run.line)}: {run.optimizer_name} and {run.beside} take turns; "
                f"graded with the first alone",
            )
            return
    first = trained.first
    for run in trained.runs[1:]:
        if run.optimizer_name != first.optimizer_name:
            yield _flag(
                "two-optimizers",
                f"{each.place(run.line)}: trained with {first.optimizer_name} first, then with "
                f"{run.optimizer_name}; graded with {first.optimizer_name} for all epochs",
            )
            return
        if changed := _other_options(first, run):
            yield _flag(
                "two-optimizers",
                f"{each.place(run.line)}: a second {run.optimizer_name} has other values for "
                f"{', '.join(changed)}; graded with the first one's for all epochs",
            )
            return


def _other_options(before: TrainingRun, run: TrainingRun) -> list[str]:
    """List what a second phase's optimizer has set otherwise, the learning rate aside."""
    views = (before.optimizer, run.optimizer)
    if views[0] is None or views[1] is None or len(views[0].groups) != len(views[1].groups):
        return []
    pairs = zip(views[0].groups, views[1].groups, strict=True)
    return sorted(
        {
            key
            for old, new in pairs
            for key, value in new.options.items()
            if key != "lr" and old.options.get(key) != value
        }
    )


def _ended(trained: TrainedNetwork, each: DescribedFile) -> Iterator[Flag]:
    for run in trained.runs:
        if run.ended == "early" and run.planned is not None:
            yield _flag(
                "early-stopping",
                f"{each.place(run.line)}: the loop may end before its {run.planned} epochs; "
                "graded with all of them",
            )
            return


def _loss(trained: TrainedNetwork, each: DescribedFile) -> Iterator[Flag]:
    run = trained.runs[-1]
    if run.loss is not None and run.loss not in _CROSS_ENTROPY:
        said = f"{each.place(run.line)}: trained with {run.loss}; graded with cross_entropy"
        yield _flag("other-loss", said)


def _accumulated(trained: TrainedNetwork, each: DescribedFile) -> Iterator[Flag]:
    run = trained.runs[-1]
    if run.accumulated > 1 and run.batch_size:
        yield _flag(
            "accumulated-batches",
            f"{each.place(run.line)}: a step every {run.accumulated} batches of {run.batch_size}; "
            f"graded with batches of {run.accumulated * run.batch_size}",
        )


def _eval(trained: TrainedNetwork, each: DescribedFile) -> Iterator[Flag]:
    kinds = (Dropout, Dropout2d, BatchNorm1d, BatchNorm2d)
    if not any(isinstance(layer, kinds) for layer in trained.network.layers):
        return
    for run in trained.runs:
        if not run.evaluated and run.tested_while_training is not None:
            yield _flag(
                "never-eval",
                f"{each.place(run.tested_while_training)}: tested without eval(), with Dropout or "
                "BatchNorm at work; the accuracy measured so is too low",
            )
            return


def _batch_in_code(trained: TrainedNetwork, each: DescribedFile) -> Iterator[Flag]:
    run = trained.runs[-1]
    sizes = {run.batch_size, run.input_size} - {None}
    text = each.file.source.decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n"), start=1):
        code = line.split("#")[0]
        for size in _RESHAPED_TO.findall(code):
            if int(size) in sizes:
                words = f"{each.place(number)}: works with batches of {size} alone"
                yield _flag("hard-coded-batch-size", words)
                return
    if run.counts_on_batch:
        size = run.batch_size or run.input_size or "one size"
        words = f"{each.place(trained.built)}: works with batches of {size} alone"
        yield _flag("hard-coded-batch-size", words)


def _data(
    trained: TrainedNetwork, each: DescribedFile, problem: Problem, train_images: int
) -> Iterator[Flag]:
    run = trained.runs[-1]
    place = each.place(run.line)
    if run.normalized is not None and not _as_rubric(run.normalized, problem):
        mean = ", ".join(f"{value:g}" for value in run.normalized.mean)
        std = ", ".join(f"{value:g}" for value in run.normalized.std)
        ours = (
            "does not normalize"
            if problem.training.standardize is None
            else "normalizes with other numbers"
        )
        yield _flag(
            "other-normalization",
            f"{place}: images are normalized with mean {mean} and std {std}; the rubric {ours}",
        )
    if run.test_images:
        words = f"{place}: trained on test images; the rubric keeps them for testing"
        yield _flag("other-split", words)
    elif run.images is not None and run.epochs and run.images != train_images:
        yield _flag(
            "other-split",
            f"{place}: trained on {run.images:,} images; the rubric trains on {train_images:,}",
        )


def _as_rubric(seen: Normalization, problem: Problem) -> bool:
    rules = problem.training.standardize
    if rules is None:
        return all(v == 0 for v in seen.mean) and all(v == 1 for v in seen.std)
    return _alike(seen.mean, rules.mean) and _alike(seen.std, rules.std)


def _alike(seen: tuple[float, ...], wanted: float | tuple[float, ...]) -> bool:
    values = wanted if isinstance(wanted, tuple) else (wanted,) * len(seen)
    pairs = zip(seen, values, strict=False)
    return len(seen) == len(values) and all(abs(a - b) <= _SAME for a, b in pairs)


def _sweep(trained: TrainedNetwork, each: DescribedFile, problem: Problem) -> Iterator[Flag]:
    if problem.sweep is None:
        return
    swept = sweep_of(each, trained)
    if swept is not None and not swept.is_like(trained):
        run: TrainingRun = swept.first
        yield _flag(
            "sweep-on-other-layers",
            f"{each.place(run.line)}: the sweep ran on other layers than the final network has",
        )


def sweep_of(each: DescribedFile, trained: TrainedNetwork) -> TrainedNetwork | None:
    """Find the last dropout sweep of a file that is of the same kind as a network."""
    swept = [
        other
        for other in each.trained
        if other.in_sweep
        and other.is_convolutional == trained.is_convolutional
        and any(isinstance(layer, Dropout | Dropout2d) for layer in other.network.layers)
    ]
    return swept[-1] if swept else None
