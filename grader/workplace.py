"""What does a run work with? Sandbox, boxes, trainers and store, opened together and closed."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.describers import DescriberPool, StoredDescriber
from grader.extraction import DescribesFiles
from grader.picks import NO_PICKS, Picks
from grader.pipeline import Course
from grader.progress import Progress
from grader.rubric import ImageFolder
from grader.rubric_and_data import facts_for
from grader.rubric_file import RubricFile
from grader.sandbox.choose import SandboxChoice, choose_sandbox
from grader.sandbox.interface import Sandbox
from grader.store import Store
from grader.training.data_folder import default_data_folder, prepare_data
from grader.training.job import Device
from grader.training.launch import TrainerPool
from grader.training.stored_trainer import StoredTrainer

NVIDIA_DEVICE = Path("/dev/nvidiactl")


@dataclass(frozen=True)
class Settings:
    """What the command line says of where and how to work."""

    sandbox: SandboxChoice = "auto"
    data: Path | None = None
    device: Literal["auto", "cpu", "cuda"] = "auto"
    jobs: int | None = None
    """Trainings at once; `None`: one per core, or one on a GPU."""
    output_dir: Path | None = None
    """`None` for `grade check`, which keeps nothing and trains nothing."""
    force: bool = False
    is_class: bool = False
    """Whether the files are of people that whoever runs this does not know."""
    several: bool = False
    picks: Picks = NO_PICKS
    """Networks that a person has chosen, where a file leaves it open."""

    @property
    def computes_on(self) -> Device:
        """The device that trainings compute on."""
        if self.device == "auto":
            return "cuda" if NVIDIA_DEVICE.exists() else "cpu"
        return self.device

    @property
    def trainers(self) -> int:
        """Trainings at once."""
        return self.jobs or (1 if self.computes_on == "cuda" else cores())

    @property
    def describers(self) -> int:
        """Students' files that run at once: a file that hangs must not hold up the class."""
        return min(cores(), self.jobs or cores()) if self.is_class else 1

    @property
    def students_at_once(self) -> int:
        """Enough to keep every trainer busy while others' files are looked at."""
        return self.describers + (self.trainers if self.output_dir is not None else 1)


@contextmanager
def open_course(file: RubricFile, settings: Settings, progress: Progress) -> Iterator[Course]:
    """Open all that a run needs; leaving stops whatever still runs.

    Raises:
        SandboxUnavailable: none works, or none that is safe for a class.
        DataUnavailable: the data set is not there.
        RubricError: numbers of the rubric that make no sense for its data set.
        UsageError: the output folder cannot be written.
    """
    chosen = choose_sandbox(settings.sandbox, of_strangers=settings.is_class)
    if chosen.warning:
        progress.say(chosen.warning)
    trains = settings.output_dir is not None
    # Of the bundled data sets all is known without their files.
    needs_files = trains or isinstance(file.rubric.dataset, ImageFolder)
    named = settings.data or default_data_folder()
    folder = prepare_data(file.rubric.dataset, named, progress.say) if needs_files else None
    facts = facts_for(file, folder)
    with ExitStack() as open_things:
        describer: DescribesFiles = DescriberPool(chosen.sandbox, settings.describers)
        open_things.callback(describer.close)
        trainer = None
        if settings.output_dir is not None:
            store = open_things.enter_context(Store(settings.output_dir, force=settings.force))
            describer = StoredDescriber(describer, store)
            trainer = _trainer(file, settings, chosen.sandbox, folder, store)
            # Before the store is closed: who still trains is stopped.
            open_things.callback(trainer.close)
        yield Course(
            rubric_file=file,
            facts=facts,
            describer=describer,
            trainer=trainer,
            data_folder=folder,
            progress=progress,
            several=settings.several or settings.is_class,
            picks=settings.picks,
        )
        if trainer is not None and trainer.recalled:
            progress.inform(_say_recalled(trainer.recalled))


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _say_recalled(trainings: int) -> str:
    many = "1 training was" if trainings == 1 else f"{trainings:,} trainings were"
    return f"{many} known from before; --force does them again"


def _trainer(
    file: RubricFile, settings: Settings, sandbox: Sandbox, folder: Path | None, store: Store
) -> StoredTrainer:
    device = settings.computes_on
    pool = TrainerPool(sandbox, device, settings.trainers, folder, file.rubric.memory_mib)
    trainer = StoredTrainer(pool, store, sandbox, device, folder)
    if trainer.ready is None:
        # Nothing has been trained with this output folder, so there will be something to train:
        # a trainer loads torch while students' files are looked at.
        pool.warm_up()
    return trainer
