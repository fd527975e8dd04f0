"""What passes between `grade` and a trainer: one job in, events out, a line of JSON each."""

from typing import Annotated, Literal

from pydantic import Field

from grader.network_spec import OptimizerSpec, ScheduleSpec, TrainableLayer
from grader.records import Record
from grader.results import EpochRecord, TrainingResult
from grader.rubric import DatasetName, ImageFolder, Standardize

Device = Literal["cpu", "cuda"]


class DataSource(Record):
    """Which images, and how they are prepared."""

    dataset: DatasetName | ImageFolder
    folder: str | None
    """Where the files are; `None` for data that comes with a package."""
    standardize: Standardize | None = None
    validation: int = 0
    """Images held out of the end of the training set."""


class TrainingJob(Record):
    """One network, one seed: all that determines the numbers, beside device and versions."""

    layers: tuple[Annotated[TrainableLayer, Field(discriminator="type")], ...]
    optimizer: OptimizerSpec
    schedule: ScheduleSpec | None
    epochs: int
    batch_size: int
    loss: Literal["categorical_cross_entropy"]
    seed: int
    source: DataSource
    time_limit_seconds: int


class Ready(Record):
    """The trainer has its library loaded and waits for a job."""

    event: Literal["ready"] = "ready"
    device: Device
    device_name: str
    threads: int
    torch: str
    torchvision: str
    cuda: str | None
    python: str


class DataLoaded(Record):
    """The images are on the device; sent once per data source."""

    event: Literal["data"] = "data"
    sha256: str
    """Of training and test images and labels, as the trainer sees them before standardising."""
    train_images: int
    test_images: int


class EpochFinished(Record):
    """One more epoch is trained and tested."""

    event: Literal["epoch"] = "epoch"
    record: EpochRecord


class Finished(Record):
    """The job is done, diverged or not."""

    event: Literal["finished"] = "finished"
    result: TrainingResult


class Interrupted(Record):
    """The machine gave out; says nothing about the network."""

    event: Literal["interrupted"] = "interrupted"
    kind: Literal["memory", "time", "data", "bug"]
    reason: str


Event = Annotated[
    Ready | DataLoaded | EpochFinished | Finished | Interrupted, Field(discriminator="event")
]


class EventLine(Record):
    """The envelope of one line that a trainer writes."""

    message: Event
