from pathlib import Path
from typing import Any

import pytest

from grader.errors import DataUnavailable, RubricError
from grader.rubric_and_data import facts_for
from grader.rubric_file import RubricFile


def facts(build: Any, dataset: Any = "digits", folder: Path | None = None, **problem: Any) -> Any:
    rubric = build.rubric({"id": "A", **problem}, dataset=dataset)
    return facts_for(RubricFile(Path("r.toml"), "0" * 64, rubric), folder)


def test_facts_are_of_the_whole_training_set(build: Any) -> None:
    found = facts(build, training={"validation": 97})
    assert (found.input_shape, found.train_images, found.test_images) == ((1, 8, 8), 1297, 500)


@pytest.mark.parametrize(("validation", "fits"), [(1296, True), (1297, False)])
def test_something_must_be_left_to_train_on(build: Any, validation: int, fits: bool) -> None:
    rules = {"validation": validation}
    if fits:
        assert facts(build, training=rules)
        return
    with pytest.raises(RubricError, match=r"problem\[A\]\.training\.validation.*1,297"):
        facts(build, training=rules)


@pytest.mark.parametrize(
    ("dataset", "numbers", "fits"),
    [
        ("digits", 0.5, True),
        ("digits", (0.5,), True),
        ("digits", (0.5, 0.5, 0.5), False),
        ("cifar10", (0.5, 0.5, 0.5), True),
        ("cifar10", 0.5, True),
        ("cifar10", (0.5, 0.5), False),
    ],
)
def test_images_are_standardised_by_channel(
    build: Any, dataset: str, numbers: Any, fits: bool
) -> None:
    rules = {"standardize": {"mean": numbers, "std": 0.2}}
    if fits:
        assert facts(build, dataset, training=rules)
        return
    with pytest.raises(RubricError, match=r"standardize\.mean: \d numbers for \d channels"):
        facts(build, dataset, training=rules)


def test_a_mandated_batch_size_that_no_batch_norm_can_train_with_is_the_instructors(
    build: Any,
) -> None:
    network = {"allowed_layers": ("Flatten", "Linear", "BatchNorm1d")}
    mandated = {"batch_size": 16, "student_sets": ()}
    with pytest.raises(RubricError, match=r"16 leaves a last batch of one of the 1,297 images"):
        facts(build, network=network, training=mandated)
    assert facts(build, training=mandated)
    assert facts(build, network=network, training={**mandated, "batch_size": 17})
    assert facts(build, network=network, training={**mandated, "validation": 1})
    assert facts(
        build, network=network, training={"batch_size": 16, "student_sets": ("batch_size",)}
    )


def test_a_folder_of_images_has_to_be_there(build: Any, tmp_path: Path) -> None:
    with pytest.raises(DataUnavailable):
        facts(build, {"image_folder": "x"}, None)
