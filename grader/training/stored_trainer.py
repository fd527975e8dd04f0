"""Has this network been trained before? A trainer that asks the store first."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from grader.errors import GraderError
from grader.records import MalformedRecord, Record
from grader.results import EpochRecord, TrainingResult
from grader.sandbox.interface import Sandbox
from grader.store import Kind, Store
from grader.training.identity import data_key, job_key, trainer_key, training_key
from grader.training.job import DataLoaded, Device, Ready, TrainingJob
from grader.training.launch import Trainer

OnEpoch = Callable[[EpochRecord], None]
AnyRecord = TypeVar("AnyRecord", bound=Record)


class StoredTrainer:
    """Trains what the store does not hold, and the same network only once.

    A training is looked up by what determines its numbers, the trainer's own account of itself
    among it. That account and the data's checksum are kept too, so that nothing has to be started
    to find out that there is nothing to do.

    Args:
        trainer: does the work; started by its first job.
        store: of the output folder.
        sandbox: what trainers run in.
        device: what they compute on.
        data_folder: what they read.
    """

    def __init__(
        self,
        trainer: Trainer,
        store: Store,
        sandbox: Sandbox,
        device: Device,
        data_folder: Path | None,
    ) -> None:
        self._trainer = trainer
        self._store = store
        self._folder = data_folder
        self._trainer_key = trainer_key(sandbox, device)
        self._ready = self._recall("trainer", self._trainer_key, Ready)
        self._data: dict[str, DataLoaded | None] = {}
        self._data_keys: dict[str, str] = {}
        self._lock = threading.Lock()
        self._running: dict[str, Future[TrainingResult]] = {}
        self.recalled = 0
        """Trainings of earlier runs that were not done again."""
        self.trained = 0

    @property
    def ready(self) -> Ready | None:
        """See `Trainer.ready`; of an earlier run's trainer if none was started in this one."""
        return self._trainer.ready or self._ready

    @property
    def data(self) -> DataLoaded | None:
        """See `Trainer.data`; likewise."""
        if self._trainer.data is not None:
            return self._trainer.data
        return next((data for data in self._data.values() if data is not None), None)

    def close(self) -> None:
        """See `Trainer.close`."""
        self._trainer.close()

    def train(self, job: TrainingJob, on_epoch: OnEpoch) -> TrainingResult:
        """See `Trainer.train`: from the store, from whoever trains the same just now, or anew."""
        key = job_key(job)
        while True:
            with self._lock:
                other = self._running.get(key)
                if other is None:
                    mine: Future[TrainingResult] = Future()
                    self._running[key] = mine
                    break
            try:
                return other.result()
            except GraderError:
                # Theirs was cut off, by a machine that had no memory left, say. Ours may not be.
                continue
        try:
            result = self._recall_or_train(job, on_epoch)
        except BaseException as error:
            self._end(key)
            mine.set_exception(error if isinstance(error, GraderError) else GraderError(str(error)))
            raise
        self._end(key)
        mine.set_result(result)
        return result

    def _end(self, key: str) -> None:
        with self._lock:
            del self._running[key]

    def _recall_or_train(self, job: TrainingJob, on_epoch: OnEpoch) -> TrainingResult:
        if (known := self._known(job)) is not None:
            return known
        result = self._trainer.train(job, on_epoch)
        with self._lock:
            self.trained += 1
        self._keep(job, result)
        return result

    def _known(self, job: TrainingJob) -> TrainingResult | None:
        ready, data = self.ready, self._data_of(job)
        if ready is None or data is None:
            return None
        key = training_key(job, ready, data)
        known = self._recall("training", key, TrainingResult)
        if known is not None and not self._store.is_of_this_run("training", key):
            with self._lock:
                self.recalled += 1
        return known

    def _keep(self, job: TrainingJob, result: TrainingResult) -> None:
        ready, data = self._trainer.ready, self._trainer.data
        if ready is None or data is None:
            return  # a stand-in, which says nothing of itself
        if self._ready != ready:
            self._store.keep("trainer", self._trainer_key, ready.to_json())
            self._ready = ready
        known = self._data_of(job)
        if known is None or known.sha256 != data.sha256:
            dataset = job.source.dataset
            self._store.keep("data", self._data_key(job), data.to_json())
            self._data[str(dataset)] = data
        self._store.keep("training", training_key(job, ready, data), result.to_json())

    def _data_of(self, job: TrainingJob) -> DataLoaded | None:
        dataset = str(job.source.dataset)
        if dataset not in self._data:
            self._data[dataset] = self._recall("data", self._data_key(job), DataLoaded)
        return self._data[dataset]

    def _data_key(self, job: TrainingJob) -> str:
        dataset = str(job.source.dataset)
        if dataset not in self._data_keys:
            self._data_keys[dataset] = data_key(job.source.dataset, self._folder)
        return self._data_keys[dataset]

    def _recall(self, kind: Kind, key: str, record: type[AnyRecord]) -> AnyRecord | None:
        text = self._store.get(kind, key)
        if text is None:
            return None
        try:
            return record.from_json(text)
        except MalformedRecord:
            return None  # a record of another version: made again
