"""What a file is asked for, and where its lines are."""

from typing import Any

import pytest

from grader.described_file import DescribedFile


def named(build: Any, *problems: str | None) -> list[DescribedFile]:
    return [build.trained_file(problem=problem, name=f"{problem}.py") for problem in problems]


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        ([None], [True]),
        ([None, None], [True, True]),
        (["2C", None], [True, False]),
        (["2c", "2D"], [True, False]),
        (["2D", None], [False, True]),
        (["2D", "2E"], [False, False]),
        (["2C", "2C"], [True, True]),
    ],
)
def test_a_file_named_after_the_problem_comes_before_those_named_after_none(
    build: Any, files: list[str | None], asked: list[bool]
) -> None:
    several = named(build, *files)
    problem = build.problem()
    assert [each.may_answer(problem, several) for each in several] == asked


def test_lines_are_told_as_the_student_sees_them(build: Any) -> None:
    assert build.trained_file().place(14) == "line 14"
    assert build.trained_file(cells=build.notebook_cells("", "")).place(14) == "cell 2, line 4"


def test_sections_come_from_a_notebooks_headings(build: Any) -> None:
    rubric = build.rubric({"id": "2C"}, {"id": "2D"})
    each = build.trained_file(cells=build.notebook_cells("Problem C", "", "Problem D"))
    found = [(s.problem_id, s.first_line) for s in each.sections(rubric.problems)]
    assert found == [("2C", 1), ("2D", 21)]


def test_sections_of_a_script_come_from_its_comments(build: Any) -> None:
    rubric = build.rubric({"id": "2C"}, {"id": "2D"})
    source = "import torch\n# Problem C\nx = 1\n\n# Problem D\ny = 1\n"
    found = [s.problem_id for s in build.trained_file(source=source).sections(rubric.problems)]
    assert found == ["2C", "2D"]


def test_trainings_are_put_together_once(build: Any) -> None:
    each = build.trained_file(build.run(), build.run(statement=40, epochs=3))
    assert [network.epochs for network in each.trained] == [10, 3]
    assert each.trained is each.trained
