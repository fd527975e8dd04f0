"""What had a file built by then? States of it from before something of it was replaced.

In a notebook that solves problem after problem under one name, the answer to the first is long gone
when the last cell has run. So is its optimizer. The box tells of every change as it happens; kept
is what there was at the end of each section, and before a network or an optimizer was replaced.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence

from grader.description import BoundNetwork, BoundOptimizer, Line, Reported
from grader.records import Record
from grader.submissions import Cell

MAX_SNAPSHOTS = 40
MAX_SNAPSHOT_BYTES = 4 << 20
"""Of JSON, for all of a file's snapshots; the oldest make room."""


class Snapshot(Record):
    """A state of a file while it ran."""

    before: Line
    """The line that had not run yet: what stands further up had, and made this."""
    reported: Reported


class History:
    """Keeps the states that a file's end says nothing of.

    Args:
        cells: of the notebook that the file was made of. One with headings begins a section.
    """

    def __init__(self, cells: Sequence[Cell] = ()) -> None:
        self._starts = [cell.first_line for cell in cells[1:] if cell.headings]
        self._line = 0
        self._line_before = 0
        self._left: int | None = None
        """First line after the section that was left with the current statement."""
        self._current: Reported | None = None
        self._size = 0
        self._kept: deque[tuple[Snapshot, int]] = deque()

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """All that is kept, in the order of the file."""
        self._close_section()
        return tuple(snapshot for snapshot, _ in self._kept)

    def reach(self, line: int) -> None:
        """Note that a statement is about to run."""
        self._close_section()
        below = bisect_right(self._starts, self._line)
        is_left = below < len(self._starts) and self._starts[below] <= line
        self._left = self._starts[below] if is_left else None
        self._line_before, self._line = self._line, line

    def take(self, reported: Reported, size: int) -> None:
        """Note what there is, when it has changed.

        Args:
            reported: as it is before the current statement.
            size: of its JSON, in bytes.
        """
        if self._current is not None and _replaced(self._current, reported):
            self._keep(self._line_before)
        self._current, self._size = reported, size

    def _close_section(self) -> None:
        if self._left is not None:
            self._keep(self._left)
        self._left = None

    def _keep(self, before: int) -> None:
        if self._current is None or (self._kept and self._kept[-1][0].reported is self._current):
            return
        self._kept.append((Snapshot(before=before, reported=self._current), self._size))
        while (
            len(self._kept) > MAX_SNAPSHOTS
            or sum(size for _, size in self._kept) > MAX_SNAPSHOT_BYTES
        ):
            self._kept.popleft()


def _replaced(old: Reported, new: Reported) -> bool:
    """Whether a variable has ceased to be the network or the optimizer that it was."""
    for name, variable in old.variables.items():
        if isinstance(variable, BoundNetwork | BoundOptimizer):
            now = new.variables.get(name)
            if now is None or (now.kind, now.line) != (variable.kind, variable.line):
                return True
    return False
