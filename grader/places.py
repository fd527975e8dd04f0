"""Where in a student's file is a line? "line 7" of a script, "cell 3, line 2" of a notebook."""

from collections.abc import Sequence

from grader.submissions import Cell


def say_line(line: int, cells: Sequence[Cell] = ()) -> str:
    """Say where a line is, as the student sees the file.

    Args:
        line: of the Python text that was run, from 1.
        cells: of the notebook that the text was made of; a script has none.
    """
    cell = cell_of(line, cells)
    if cell is None:
        return f"line {line}"
    return f"cell {cell.number}, line {line - cell.first_line + 1}"


def cell_of(line: int, cells: Sequence[Cell]) -> Cell | None:
    """Find the cell that a line belongs to; `None` for a script."""
    return next((cell for cell in reversed(cells) if cell.first_line <= line), None)
