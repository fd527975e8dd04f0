"""What did a file train, as a box has seen it? The records of its dry run.

`grader.inside_container.observe_runs` is the other side of this. As with descriptions, a forged one
can only tell of a training that the student could have written.
"""

from typing import Annotated, Literal

from pydantic import Field

from grader.description import (
    Count,
    DescribedNetwork,
    DescribedSchedule,
    Line,
    Named,
    OptimizerView,
)
from grader.network_spec import OptionName, OptionValue
from grader.records import Record, StudentText

MAX_SLOTS = 200

Rates = Annotated[
    tuple[dict[OptionName, Annotated[tuple[OptionValue, ...], Field(max_length=1000)]], ...],
    Field(max_length=1000),
]
"""Per parameter group: option -> its value in epoch 1, 2, ...: `lr`, and what else moves."""


class RunSchedule(DescribedSchedule):
    """A schedule over the optimizer of a run."""

    stepped: bool
    """Whether the file has ever stepped it."""
    per_batch: Rates | None
    """Each epoch's mean rates, where it was stepped with every batch; empty if not worked out."""


class Normalization(Record):
    """A `Normalize` among the transforms of a data set."""

    mean: Annotated[tuple[float, ...], Field(max_length=4)]
    std: Annotated[tuple[float, ...], Field(max_length=4)]


class TrainingRun(Record):
    """A network that was trained: with which optimizer, for how long, on what."""

    slot: Annotated[int, Field(ge=0, lt=MAX_SLOTS)]
    """Its place among those that are kept; a later run may take it over."""
    number: Count
    """In the order in which they began."""
    model: Count
    """Of the network: the same for all runs that train it."""
    network: DescribedNetwork
    """As at the first step."""
    optimizer: OptimizerView | None
    """As at the first step; `None` where the network is none that could be written down."""
    optimizer_name: StudentText
    stale: bool
    """Whether it held no parameter of the network: `optimizer` is then as if it did."""
    beside: StudentText | None = None
    """Class of another optimizer that took turns with this one."""
    schedule: RunSchedule | None
    rates: Rates
    """As the file went through them."""
    epochs: Count
    """Passes over data in which a step was made."""
    planned: Count | None
    """Epochs that its loop would have had, where that ended before its time."""
    ended: Literal["early", "cut"] | None
    """`early`: the file has ended the loop; `cut`: it took too long for a dry run."""
    steps: Count
    loose_steps: Count
    """Steps outside of any pass over data."""
    batch_size: Count | None
    images: Count | None
    """Images of one pass."""
    input_size: Count | None
    """Images that the network was given at once in the dry run."""
    accumulated: Count
    """Batches per step."""
    loss: StudentText | None
    """Name of torch's function that computed the loss, if it was one."""
    statement: Line
    """Top-level statement in which it began."""
    line: Line
    """Innermost line of the file at the first step."""
    spot: Annotated[tuple[Line, ...], Field(max_length=8)]
    """That line, the one that called it, and so on: the same for all runs of a sweep."""
    last_statement: Line
    built: Line | None
    """Innermost line on which the Sequential was built."""
    built_statement: Line | None
    names: Annotated[dict[Named, Line], Field(max_length=40)]
    """Variables that have held the network, and the line of the statement that bound them."""
    counts_on_batch: bool
    """Whether the network works with batches of one size alone."""
    normalized: Normalization | None
    test_images: bool
    """Whether it was trained on a data set's test images."""
    evaluated: bool
    """Whether the network was ever called in eval mode."""
    tested_while_training: Line | None
    """Where it was tested in training mode."""

    @property
    def started(self) -> int:
        """Epochs, or steps where there were no passes over data."""
        return self.epochs or self.loose_steps
