"""What are the lines that a box sends? One record per line; `grader.transcript` reads them."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from grader.description import Line, Reported
from grader.records import Record, StudentText
from grader.training_runs import TrainingRun


class DescribeReady(Record):
    """The sandbox is up, with this version of torch."""

    torch: str
    walls: tuple[Literal["seccomp", "landlock"], ...] = ()
    """What the kernel lets a student's process bind itself with."""


class DescribeEnd(Record):
    """How the process that ran a student's file ended, as its parent saw it."""

    cause: Literal["exit", "deadline", "flood"]
    """Whether it ended by itself, or why it was killed."""
    status: Annotated[int, Field(ge=-255, le=255)]
    """Exit status; negative for a signal."""
    clean: bool
    """Whether the box is as it was before."""


class DescribeMessage(Record):
    """One line of a file's description; exactly one of its parts is there."""

    ready: DescribeReady | None = None
    line: Line | None = None
    description: Reported | None = None
    run: TrainingRun | None = None
    """A training, whenever there is more to say of it; the last word on its slot counts."""
    bug: StudentText | None = None
    """What our own program met; says nothing about the file."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("says not exactly one thing")
        return self
