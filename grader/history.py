"""What had a file built by then? States of it from before something of it was replaced.

In a notebook that solves problem after problem under one name, the answer to the first is long gone
when the last cell has run. So is its optimizer. The box tells of every change as it happens; kept
is what there was at the end of each section, and before a network or an optimizer was replaced:
right before that, and when that cell began, for the next problem's epochs may stand above it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from grader.description import BoundNetwork, BoundOptimizer, Line, Reported
from grader.records import Record
from grader.submissions import Cell

MAX_SNAPSHOTS = 40
MAX_SNAPSHOT_BYTES = 4 << 20
"""Of JSON, for all of a file's snapshots. To make room, what was replaced goes before what stood
at a section's end, and the older before the newer."""


class Snapshot(Record):
    """A state of a file while it ran."""

    before: Line
    """The line that had not run yet: what stands further up had, and made this."""
    reported: Reported


@dataclass(frozen=True)
class _Kept:
    snapshot: Snapshot
    size: int
    ends_section: bool


class History:
    """Keeps the states that a file's end says nothing of.

    Args:
        cells: of the notebook that the file was made of. One with headings begins a section.
    """

    def __init__(self, cells: Sequence[Cell] = ()) -> None:
        self._starts = [cell.first_line for cell in cells[1:] if cell.headings]
        self._cells = [cell.first_line for cell in cells]
        self._line = 0
        self._line_before = 0
        self._left: int | None = None
        """First line after the section that was left with the current statement."""
        self._current: Reported | None = None
        self._size = 0
        self._cell_began: dict[int, tuple[Reported, int]] = {}
        """First line of a cell -> what there was, and its size; of the last two cells."""
        self._cell_kept = 0
        """First line of the last cell whose beginning was kept."""
        self._kept: list[_Kept] = []
        self._dropped = 0

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """All that is kept, in the order of the file."""
        self._close_section()
        return tuple(kept.snapshot for kept in self._kept)

    @property
    def dropped(self) -> int:
        """How many states there was no room for."""
        return self._dropped

    def reach(self, line: int) -> None:
        """Note that a statement is about to run."""
        self._close_section()
        self._note_cell()
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
            cell = self._cell_of(self._line_before)
            if cell in self._cell_began and cell != self._cell_kept:
                self._keep(cell, *self._cell_began[cell])
                self._cell_kept = cell
            self._keep(self._line_before, self._current, self._size)
        self._current, self._size = reported, size

    def _close_section(self) -> None:
        if self._left is not None and self._current is not None:
            self._keep(self._left, self._current, self._size, ends_section=True)
        self._left = None

    def _note_cell(self) -> None:
        """Remember what there was before the current statement, if its cell begins with it."""
        cell = self._cell_of(self._line)
        if cell and cell not in self._cell_began and self._current is not None:
            last = dict(list(self._cell_began.items())[-1:])
            self._cell_began = last | {cell: (self._current, self._size)}

    def _cell_of(self, line: int) -> int:
        """Give the first line of a line's cell; 0 where there is none."""
        at = bisect_right(self._cells, line)
        return self._cells[at - 1] if at else 0

    def _keep(
        self, before: int, reported: Reported, size: int, *, ends_section: bool = False
    ) -> None:
        for last in self._kept[-1:]:
            same_cell = self._cell_of(last.snapshot.before) == self._cell_of(before)
            if last.snapshot.reported is reported and (ends_section or same_cell):
                return
        shot = Snapshot(before=before, reported=reported)
        self._kept.append(_Kept(shot, size, ends_section))
        while (
            len(self._kept) > MAX_SNAPSHOTS
            or sum(kept.size for kept in self._kept) > MAX_SNAPSHOT_BYTES
        ):
            first_replaced = (n for n, kept in enumerate(self._kept) if not kept.ends_section)
            del self._kept[next(first_replaced, 0)]
            self._dropped += 1


def _replaced(old: Reported, new: Reported) -> bool:
    """Whether a variable has ceased to be the network or the optimizer that it was."""
    for name, variable in old.variables.items():
        if isinstance(variable, BoundNetwork | BoundOptimizer):
            now = new.variables.get(name)
            if now is None or (now.kind, now.line) != (variable.kind, variable.line):
                return True
    return False
