"""Who is told how far grading is? Something that shows it, or nobody."""

from typing import Protocol

from grader.class_results import StudentRow
from grader.results import EpochRecord


class Progress(Protocol):
    """Told of each step; called from several threads at once."""

    def say(self, text: str) -> None:
        """Tell people something they should know before the end."""

    def inform(self, text: str) -> None:
        """Tell people where grading is; not worth a line to those who asked for quiet."""

    def stage(self, student: str, text: str) -> None:
        """A student's submission is at a new stage, before its trainings."""

    def student_finished(self, row: StudentRow) -> None:
        """One student of a class is done with, graded or not."""

    def epoch_finished(self, label: str, epochs: int, record: EpochRecord) -> None:
        """One epoch of a training is over."""

    def training_ended(self, label: str) -> None:
        """A training is over, well or not."""


class Silent:
    """Tells nobody."""

    def say(self, text: str) -> None:
        """Do nothing."""

    def inform(self, text: str) -> None:
        """Do nothing."""

    def stage(self, student: str, text: str) -> None:
        """Do nothing."""

    def student_finished(self, row: StudentRow) -> None:
        """Do nothing."""

    def epoch_finished(self, label: str, epochs: int, record: EpochRecord) -> None:
        """Do nothing."""

    def training_ended(self, label: str) -> None:
        """Do nothing."""


def epoch_line(epochs: int, record: EpochRecord) -> str:
    """Write an epoch the way students' own loops print it."""
    return (
        f"Epoch {record.epoch}/{epochs}: loss: {record.train_loss:.4f}, "
        f"acc: {record.train_accuracy:.4f}, val loss: {record.test_loss:.4f}, "
        f"val acc: {record.test_accuracy:.4f}"
    )
