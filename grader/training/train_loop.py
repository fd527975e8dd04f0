"""Train one network from one seed, testing after every epoch."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from grader.errors import TrainingInterrupted
from grader.results import EpochRecord, TrainingResult
from grader.training.build_network import build_network
from grader.training.build_optimizer import build_optimizer, follow_schedule
from grader.training.datasets import Dataset, LabelledImages
from grader.training.device import make_reproducible, naming_memory_errors
from grader.training.fused_step import fused_step
from grader.training.gradients import gradients_of
from grader.training.job import TrainingJob

TEST_BATCH_SIZE = 1000
# Training images that are gathered, and whose results are looked at, together: one wait for the
# device per 2,048 images instead of one per step.
_IMAGES_AT_ONCE = 2048


class OutOfTime(TrainingInterrupted):
    """The training used up its seconds."""


def train(
    job: TrainingJob,
    data: Dataset,
    device: torch.device,
    on_epoch: Callable[[EpochRecord], None],
) -> TrainingResult:
    """Train, testing after every epoch.

    The numbers depend on job, data, device and library versions alone: on a CPU bit for bit, which
    is why the process is set to one thread.

    Args:
        job: what to train, and how.
        data: already on the device.
        device: a CPU or a CUDA device.
        on_epoch: told after each epoch whose losses are finite.

    Raises:
        OutOfTime: after `job.time_limit_seconds`; says nothing about the student's network.
        OutOfMemory: likewise.
    """
    make_reproducible(device)
    with naming_memory_errors():
        return _Training(job, data, device).run(on_epoch)


class _Training:
    """A network in training."""

    def __init__(self, job: TrainingJob, data: Dataset, device: torch.device) -> None:
        self._job, self._data, self._device = job, data, device
        self._deadline = time.monotonic() + job.time_limit_seconds
        # Convolutions with all channels of a pixel side by side in memory: 1.2 to 1.9 times faster
        # on the CPUs at hand than channel by channel.
        has_convolutions = any(layer.type == "Conv2d" for layer in job.layers)
        self._format = torch.channels_last if has_convolutions else torch.contiguous_format
        network = build_network(job.layers, job.seed)
        self._network = network.to(device).to(memory_format=self._format)
        self._gradients = gradients_of(self._network, device)
        self._optimizer = build_optimizer(job.optimizer, self._network)
        self._step = fused_step(self._optimizer)
        self._schedule = follow_schedule(job.schedule, self._optimizer)
        # A generator of its own and on the CPU: neither the number of dropout draws nor the device
        # moves the order.
        self._order = torch.Generator().manual_seed(job.seed)

    def run(self, on_epoch: Callable[[EpochRecord], None]) -> TrainingResult:
        """Train all epochs, or up to the one in which a loss is not finite."""
        records: list[EpochRecord] = []
        for epoch in range(1, self._job.epochs + 1):
            record = self._run_epoch(epoch)
            if record is None:
                return TrainingResult(
                    seed=self._job.seed, epochs=tuple(records), diverged_in_epoch=epoch
                )
            self._schedule.after_epoch(record)
            records.append(record)
            on_epoch(record)
        return TrainingResult(seed=self._job.seed, epochs=tuple(records))

    def _run_epoch(self, epoch: int) -> EpochRecord | None:
        """Train and test once; `None` when a loss is not finite."""
        started = time.monotonic()
        self._schedule.before_epoch(epoch)
        trained = self._train_epoch()
        if not trained.is_finite:
            return None
        tested = self._evaluate(self._data.test)
        held_out = self._data.validation
        validated = None if held_out is None else self._evaluate(held_out)
        if not (tested.is_finite and (validated is None or validated.is_finite)):
            return None
        return EpochRecord(
            epoch=epoch,
            train_loss=trained.mean_loss,
            train_accuracy=trained.accuracy,
            test_loss=tested.mean_loss,
            test_accuracy=tested.accuracy,
            validation_loss=None if validated is None else validated.mean_loss,
            validation_accuracy=None if validated is None else validated.accuracy,
            seconds=time.monotonic() - started,
        )

    def _train_epoch(self) -> "_Tally":
        """Train on every image once; ends early when a loss is not finite."""
        self._network.train()
        size = self._job.batch_size
        order = torch.randperm(len(self._data.train), generator=self._order).to(self._device)
        tally = _Tally()
        for chosen in torch.split(order, size * max(1, _IMAGES_AT_ONCE // size)):
            images = self._arranged(self._data.train.images.index_select(0, chosen))
            labels = self._data.train.labels.index_select(0, chosen)
            logits = []
            for batch in zip(torch.split(images, size), torch.split(labels, size), strict=True):
                self._stop_when_late()
                logits.append(self._gradients(*batch))
                self._step()
            tally = tally.plus(torch.cat(logits), labels)
            if not tally.is_finite:
                break
        return tally

    def _evaluate(self, part: LabelledImages) -> "_Tally":
        self._network.eval()
        tally = _Tally()
        with torch.no_grad():
            for images, labels in zip(
                torch.split(part.images, TEST_BATCH_SIZE),
                torch.split(part.labels, TEST_BATCH_SIZE),
                strict=True,
            ):
                self._stop_when_late()
                tally = tally.plus(self._network(self._arranged(images)), labels)
        return tally

    def _arranged(self, images: Tensor) -> Tensor:
        return images.contiguous(memory_format=self._format)

    def _stop_when_late(self) -> None:
        if time.monotonic() > self._deadline:
            raise OutOfTime(f"training took more than {self._job.time_limit_seconds} seconds")


@dataclass(frozen=True)
class _Tally:
    """What a network made of the images it was shown so far."""

    images: int = 0
    correct: int = 0
    summed_loss: float = 0.0

    def plus(self, logits: Tensor, labels: Tensor) -> "_Tally":
        """Count some more; waits for the device."""
        loss = F.cross_entropy(logits, labels, reduction="none").double().sum()
        correct = (logits.argmax(dim=1) == labels).sum()
        return _Tally(
            images=self.images + len(labels),
            correct=self.correct + int(correct),
            summed_loss=self.summed_loss + float(loss),
        )

    @property
    def is_finite(self) -> bool:
        return math.isfinite(self.summed_loss)

    @property
    def mean_loss(self) -> float:
        return self.summed_loss / self.images

    @property
    def accuracy(self) -> float:
        # Integers, divided once: the float32 mean of exactly 95% is 0.94999999.
        return self.correct / self.images
