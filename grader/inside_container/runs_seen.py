"""What is known of the trainings of a file, while it runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_PER_SPOT = 12
"""Runs of one spot that are kept: the first ones, and the last."""
MAX_RUNS = 120


@dataclass
class Place:
    """Where something happened."""

    statement: int
    """First line of the top-level statement."""
    line: int
    """Innermost line of the file."""


@dataclass
class RunSeen:
    """One run, as far as it has got."""

    number: int
    network: Any
    """As the file calls it; a wrapper may be around it."""
    optimizer: Any
    place: Place
    spot: tuple[int, ...]
    """The lines of the file that were being run, the innermost first: runs of a sweep share them.
    """
    model: int = 0
    """Number of the network, the same for all runs that train it."""
    written: dict[str, Any] = field(default_factory=dict)
    """What was written down at the first step."""
    rates: list[list[dict[str, Any]]] = field(default_factory=list)
    """Epoch -> group -> option -> value."""
    passes: set[int] = field(default_factory=set)
    epochs: int = 0
    planned: int | None = None
    ended: str | None = None
    steps: int = 0
    loose: int = 0
    """Steps outside of any pass."""
    batch_size: int | None = None
    """Of most epochs."""
    batch_sizes: dict[int | None, int] = field(default_factory=dict)
    """Batch size -> epochs with it."""
    images: int | None = None
    input_size: int | None = None
    """Images in the network's last input."""
    input_shape: list[int] = field(default_factory=list)
    reshaped: bool = False
    accumulated: int = 1
    beside: Any = None
    """An optimizer that takes turns with this one."""
    loss: str | None = None
    last_statement: int = 0
    schedule_counts: list[float] = field(default_factory=list)
    """Steps that its schedules had taken when the current pass made its first step."""
    schedule_moves: int = 0
    """Passes in which its schedules have moved: they are stepped with the batches."""
    news: bool = True
    slot: int = 0
    """Number of its place among those that are kept; a later run may take it over."""
    names: dict[str, int] = field(default_factory=dict)
    """Variables that have held the network, and the line of the statement that bound them."""

    @property
    def done(self) -> int:
        """Epochs so far; where there are none, steps."""
        return self.epochs or self.loose


def with_run(runs: Sequence[RunSeen], run: RunSeen) -> list[RunSeen]:
    """Add a run, and make room for it: of one spot's the last but one goes.

    The first ones tell a sweep.
    """
    same = [each for each in runs if each.spot == run.spot]
    run.slot = len(runs)
    gone = None
    if len({each.model for each in same}) >= MAX_PER_SPOT:
        gone = same[-1]
    elif len(runs) >= MAX_RUNS:
        gone = runs[0]
    if gone is not None:
        run.slot = gone.slot
    return [*(each for each in runs if each is not gone), run]
