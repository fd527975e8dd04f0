import pytest

from grader.places import cell_of, say_line
from grader.submissions import Cell

CELLS = (Cell(number=1, first_line=1), Cell(number=2, first_line=4), Cell(number=4, first_line=9))


def test_a_script_has_lines_alone() -> None:
    assert say_line(7) == "line 7"
    assert cell_of(7, ()) is None


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (1, "cell 1, line 1"),
        (3, "cell 1, line 3"),
        (4, "cell 2, line 1"),
        (8, "cell 2, line 5"),
        (9, "cell 4, line 1"),
        (100, "cell 4, line 92"),
        (0, "line 0"),
    ],
)
def test_a_notebooks_line_is_counted_within_its_cell(line: int, place: str) -> None:
    assert say_line(line, CELLS) == place
