"""Do a rubric and its data set fit together? Found out before any student's file is run."""

from pathlib import Path

from grader.errors import RubricError
from grader.rubric import Problem
from grader.rubric_file import RubricFile
from grader.training.data_folder import DatasetFacts, dataset_facts


def facts_for(file: RubricFile, folder: Path | None) -> DatasetFacts:
    """Tell shape, classes and sizes of the rubric's data set, nothing held out of it.

    Raises:
        RubricError: numbers of the rubric that make no sense for this data set.
        DataUnavailable: a folder of images that is not one.
    """
    facts = dataset_facts(file.rubric.dataset, folder)
    wrong = [
        (f"problem[{problem.id}].{key}", message)
        for problem in file.rubric.problems
        for key, message in _misfits(problem, facts)
    ]
    if wrong:
        raise RubricError(file.path, wrong)
    return facts


def _misfits(problem: Problem, facts: DatasetFacts) -> list[tuple[str, str]]:
    rules, channels = problem.training, facts.input_shape[0]
    images = facts.train_images - rules.validation
    if images < 1:
        message = f"{rules.validation:,} images cannot be held out of {facts.train_images:,}"
        return [("training.validation", message)]
    wrong = []
    if rules.standardize is not None:
        per_channel = {"mean": rules.standardize.mean, "std": rules.standardize.std}
        wrong += [
            (f"training.standardize.{key}", f"{len(values)} numbers for {channels} channels")
            for key, values in per_channel.items()
            if isinstance(values, tuple) and len(values) not in (1, channels)
        ]
    mandated = {} if "batch_size" in rules.student_sets else {"training": rules.batch_size}
    if problem.sweep is not None:
        mandated["sweep"] = problem.sweep.batch_size
    if "BatchNorm1d" in problem.network.allowed_layers:
        wrong += [
            (
                f"{table}.batch_size",
                f"{size:,} leaves a last batch of one of the {images:,} images, on which "
                "BatchNorm1d cannot be trained",
            )
            for table, size in mandated.items()
            if images % size == 1 or size == 1
        ]
    return wrong
