from pathlib import Path
from typing import Any

import pytest

from grader.experiments import training_job
from grader.rubric import ImageFolder
from grader.training.data_folder import data_files
from grader.training.identity import data_key, description_key, job_key, trainer_key, training_key
from grader.training.job import DataLoaded, DataSource, Ready, TrainingJob

READY = Ready(
    device="cpu",
    device_name="x86_64 with AVX512",
    threads=1,
    torch="2.15.0",
    torchvision="0.29.2",
    cuda=None,
    python="3.11.7",
)
DATA = DataLoaded(sha256="0" * 64, train_images=60_000, test_images=10_000)


@pytest.fixture
def job(build: Any) -> TrainingJob:
    network = build.network()
    under_test = build.under_test(network.model_copy(update={"optimizer": build.adam(network)}))
    return training_job(under_test, DataSource(dataset="mnist", folder="/somewhere"), seed=0)


def test_what_determines_the_numbers_tells_trainings_apart(job: TrainingJob, build: Any) -> None:
    wider = build.network("Flatten", ("Linear", 784, 99), "ReLU", ("Linear", 99, 10))
    layers = tuple(layer for _, layer in wider.trainable_layers())
    group = job.optimizer.groups[0]
    faster = group.model_copy(update={"options": group.options | {"lr": 0.5}})
    others = [
        job.model_copy(update={"layers": layers}),
        job.model_copy(update={"seed": 1}),
        job.model_copy(update={"epochs": job.epochs + 1}),
        job.model_copy(update={"batch_size": 7}),
        job.model_copy(
            update={"optimizer": job.optimizer.model_copy(update={"groups": (faster,)})}
        ),
        job.model_copy(update={"source": job.source.model_copy(update={"validation": 5})}),
        job.model_copy(update={"source": job.source.model_copy(update={"dataset": "digits"})}),
    ]
    keys = {job_key(each) for each in [job, *others]}
    assert len(keys) == len(others) + 1


def test_names_places_and_time_limits_do_not(job: TrainingJob) -> None:
    named = tuple(
        layer.model_copy(update={"name": f"layer-{n}"}) for n, layer in enumerate(job.layers)
    )
    moved = job.source.model_copy(update={"folder": "/elsewhere"})
    other = job.model_copy(update={"layers": named, "source": moved, "time_limit_seconds": 1})
    assert job_key(other) == job_key(job)


@pytest.mark.parametrize(
    "change", [{"torch": "2.16.0"}, {"device": "cuda"}, {"threads": 2}, {"device_name": "other"}]
)
def test_another_trainer_is_another_number(job: TrainingJob, change: dict[str, Any]) -> None:
    assert training_key(job, READY.model_copy(update=change), DATA) != training_key(
        job, READY, DATA
    )


def test_other_images_are_another_number(job: TrainingJob) -> None:
    other = DATA.model_copy(update={"sha256": "1" * 64})
    assert training_key(job, READY, other) != training_key(job, READY, DATA)


def test_a_trainer_is_known_by_its_device_and_its_image(replay: Any) -> None:
    sandbox, contained = replay([]), replay([])
    contained.image = "sha256:1"
    keys = {trainer_key(sandbox, "cpu"), trainer_key(sandbox, "cuda")}
    assert len(keys | {trainer_key(contained, "cpu")}) == 3


def test_a_folder_of_images_that_changes_is_other_data(tmp_path: Path) -> None:
    image = tmp_path / "train" / "cat" / "1.png"
    image.parent.mkdir(parents=True)
    image.write_bytes(b"1")
    dataset = ImageFolder(image_folder=str(tmp_path))
    before = data_key(dataset, tmp_path)
    assert data_key(dataset, tmp_path) == before
    image.write_bytes(b"22")
    assert data_key(dataset, tmp_path) != before


def test_data_of_a_package_has_no_files() -> None:
    assert data_files("digits", None) == []


def test_a_description_is_known_by_its_file_cells_and_sandbox(replay: Any) -> None:
    sandbox, other = replay([]), replay([])
    other.kind = "docker"
    keys = {
        description_key(b"a", [], sandbox),
        description_key(b"b", [], sandbox),
        description_key(b"a", [[1, 1, ""]], sandbox),
        description_key(b"a", [], other),
    }
    assert len(keys) == 4
