"""What a file says of another problem is not said of the network that is looked at."""

from typing import Any

import pytest

from grader.choosing import Answer
from grader.pipeline import answer_all
from grader.rubric import Problem
from grader.submissions import CellOutput
from grader.trained_claims import TrainedClaims
from grader.trained_places import trained_in_earnest


def claims(
    build: Any, *outputs: tuple[int, str], problem: str = "2C", source: str = "", **given: Any
) -> list[tuple[float, str] | None]:
    """Ask of every network of a file; without a source it trains in lines 11 and 21, cells 2, 3."""
    rubric = build.rubric({"id": problem})
    wanted: Problem = rubric.problems[0]
    cells = () if source else build.notebook_cells(*[""] * 4)
    told = tuple(CellOutput(cell, text) for cell, text in outputs)
    runs = given.get("runs") or (build.run(statement=11), build.run(statement=21))
    file = build.trained_file(*runs, cells=cells, outputs=told, source=source)
    reader = TrainedClaims()
    return [reader.claim_of(each, wanted) for each in trained_in_earnest([file], rubric)]


class TestOtherProblems:
    def test_their_numbers_are_passed_over(self, build: Any) -> None:
        found = claims(build, (2, "2D: test acc 0.9812"), (3, "2C: test acc 0.9771"))
        assert found == [None, (0.9771, "the output of cell 3")]

    def test_what_else_is_said_beside_them_counts(self, build: Any) -> None:
        found = claims(build, (2, "2D: test acc 0.9812\n2C: test acc 0.9771"))
        assert found[0] == (0.9771, "the output of cell 2")

    @pytest.mark.parametrize("text", ["test acc 0.9812", "C: test acc 0.9812"])
    def test_a_number_of_no_other_problem_is_taken(self, build: Any, text: str) -> None:
        assert claims(build, (2, text))[0] == (0.9812, "the output of cell 2")

    def test_ids_of_another_form_are_named_by_nothing(self, build: Any) -> None:
        found = claims(build, (2, "2D: test acc 0.9812"), problem="mlp")
        assert found[0] == (0.9812, "the output of cell 2")


@pytest.mark.parametrize(("label", "asks"), [("2D", False), ("2C", True)])
def test_a_rival_did_no_better_by_the_number_of_another_problem(
    build: Any, label: str, asks: bool
) -> None:
    rubric = build.rubric({"id": "2C"})
    told = (CellOutput(2, f"{label}: test acc 0.9912"), CellOutput(3, "test acc 0.9771"))
    runs = (build.run(statement=11), build.run(statement=21))
    file = build.trained_file(*runs, cells=build.notebook_cells(*[""] * 4), outputs=told)
    answer = answer_all([file], rubric, build.facts, {})["2C"]
    assert isinstance(answer, Answer)
    assert (answer.needs_person is not None) == asks
    rival = next(each for each in answer.candidates if each.pick.startswith("1:"))
    assert ("99.12%" in rival.shown) == asks


class TestCommentsAtTheNetwork:
    def of_source(self, build: Any, *lines: str, runs: Any = None) -> list[float | None]:
        """Ask of a script whose network is built on line 5 and trained on line 8."""
        text = "\n".join(("", "", "", *lines)) + "\n" * 60
        trained = runs or [build.run(statement=8, built=5)]
        found = claims(build, source=text, runs=trained)
        return [each and each[0] for each in found]

    def test_right_above_it(self, build: Any) -> None:
        assert self.of_source(build, "# try 3: 0.9799 best", "net = 1") == [0.9799]

    @pytest.mark.parametrize(
        "lines",
        [
            ("# try 3: 0.9799 best", "# net = 2", "net = 1"),
            ("# 2D, try 3: 0.9799 best", "net = 1"),
            ("# try 3: 0.9799", "net = 1"),
        ],
    )
    def test_farther_up_or_about_others_it_is_nobodys(self, build: Any, lines: Any) -> None:
        runs = [build.run(statement=9, built=3 + len(lines))]
        assert self.of_source(build, *lines, runs=runs) == [None]

    def test_below_another_training_it_may_be_about_that(self, build: Any) -> None:
        runs = [build.run(statement=2, built=1), build.run(statement=8, built=5)]
        assert self.of_source(build, "# try 3: 0.9799 best", "net = 1", runs=runs)[1] is None

    def test_behind_the_call_that_trains_it_alone(self, build: Any) -> None:
        """Functions build five networks, and one loop far below calls them all."""
        runs = [build.run(statement=20, built=line, spot=(1, line + 1)) for line in (5, 9)]
        lines = (
            "", "net = 1", "return train(net)  # 0.9712", "", "",
            "net = 2", "return train(net)  # 0.9834 at last",
        )  # fmt: skip
        assert self.of_source(build, *lines, runs=runs) == [0.9712, 0.9834]
