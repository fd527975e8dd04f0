from typing import Any

import pytest

from grader import history
from grader.description import Reported
from grader.history import History
from grader.submissions import Cell, Heading


def reported(build: Any, **lines: int) -> Reported:
    """Variables that are networks, and the lines that bound them."""
    variables = {
        name: {"kind": "network", "index": 0, "line": line} for name, line in lines.items()
    }
    described: Reported = build.description(variables=variables)
    return described


def cells(*first_lines: int) -> list[Cell]:
    heading = Heading(text="Problem C", level=2)
    return [
        Cell(number=n, first_line=line, headings=(heading,))
        for n, line in enumerate(first_lines, start=1)
    ]


def kept(told: History) -> list[tuple[int, list[str]]]:
    return [(shot.before, sorted(shot.reported.variables)) for shot in told.snapshots]


def test_a_network_that_is_replaced_is_kept_as_it_was(build: Any) -> None:
    told = History()
    told.reach(1)
    told.take(reported(build), 10)
    told.reach(2)
    told.take(reported(build, model=1), 10)
    told.reach(3)
    told.take(reported(build, model=2), 10)
    told.take(reported(build, model=2, net=3), 10)
    (shot,) = told.snapshots
    assert shot.before == 2
    assert shot.reported.variables["model"].line == 1


@pytest.mark.parametrize("now", [{}, {"model": {"kind": "number", "value": 3, "line": 2}}])
def test_one_that_goes_away_is_kept_too(build: Any, now: dict[str, Any]) -> None:
    told = History()
    told.take(reported(build, model=1), 10)
    told.take(build.description(variables=now), 10)
    assert kept(told) == [(0, ["model"])]


def test_an_optimizer_that_is_replaced_is_kept_and_a_number_is_not(build: Any) -> None:
    told = History()
    for optimizer, epochs in ((1, 1), (1, 2), (3, 2)):
        variables = {
            "optimizer": {"kind": "optimizer", "index": 0, "line": optimizer},
            "epochs": {"kind": "number", "value": epochs, "line": epochs},
        }
        told.take(build.description(variables=variables), 10)
    (shot,) = told.snapshots
    assert shot.reported.variables["epochs"].line == 2


def test_what_changes_without_replacing_anything_is_not_kept(build: Any) -> None:
    told = History()
    told.take(reported(build, model=1), 10)
    told.take(reported(build, model=1, other=2), 10)
    assert told.snapshots == ()


class TestSections:
    def test_a_section_ends_when_the_first_statement_below_is_about_to_run(
        self, build: Any
    ) -> None:
        told = History(cells(1, 11, 21))
        told.reach(3)
        told.take(reported(build), 10)
        told.reach(12)
        told.take(reported(build, model=3), 10)  # what the statement in line 3 has made
        told.reach(25)
        told.take(reported(build, model=3, net=12), 10)
        assert kept(told) == [(11, ["model"]), (21, ["model", "net"])]

    def test_a_state_that_did_not_change_is_kept_once(self, build: Any) -> None:
        told = History(cells(1, 11, 21))
        told.reach(3)
        told.take(reported(build, model=1), 10)
        for line in (12, 22, 23):
            told.reach(line)
        assert kept(told) == [(11, ["model"])]

    def test_a_section_without_statements_is_no_matter(self, build: Any) -> None:
        told = History(cells(1, 11, 21))
        told.reach(3)
        told.take(reported(build, model=1), 10)
        told.reach(22)
        assert kept(told) == [(11, ["model"])]

    def test_a_file_that_breaks_off_in_the_next_section_has_ended_this_one(
        self, build: Any
    ) -> None:
        told = History(cells(1, 11))
        told.reach(3)
        told.reach(11)
        told.take(reported(build, model=3), 10)
        assert kept(told) == [(11, ["model"])]

    def test_a_cell_without_a_heading_begins_none(self, build: Any) -> None:
        told = History([Cell(number=1, first_line=1), Cell(number=2, first_line=11)])
        told.take(reported(build, model=1), 10)
        told.reach(12)
        assert kept(told) == []


class TestCells:
    def plain(self) -> list[Cell]:
        return [Cell(number=n, first_line=10 * n - 9) for n in (1, 2, 3)]

    def test_what_there_was_when_the_replacing_cell_began_is_kept_too(self, build: Any) -> None:
        told = History(self.plain())
        story = [(2, {}), (13, {"model": 2}), (14, {"model": 2, "a": 13}), (15, {"model": 14})]
        for line, networks in story:
            told.reach(line)
            told.take(reported(build, **networks), 10)
        assert kept(told) == [(11, ["model"]), (14, ["a", "model"])]

    def test_once_for_each_cell(self, build: Any) -> None:
        told = History(self.plain())
        for line, networks in [(2, {}), (12, {"model": 2}), (13, {"model": 12}), (14, {})]:
            told.reach(line)
            told.take(reported(build, **networks), 10)
        lines = [(shot.before, shot.reported.variables["model"].line) for shot in told.snapshots]
        assert lines == [(11, 2), (13, 12)]

    def test_a_cell_that_runs_without_news_begins_with_what_was_there(self, build: Any) -> None:
        told = History(self.plain())
        told.reach(1)
        told.take(reported(build), 10)
        told.reach(11)
        told.take(reported(build, model=1), 10)
        for line in (12, 21, 22):
            told.reach(line)
        told.take(reported(build, model=1, x=21), 10)
        told.reach(23)
        told.take(reported(build, model=22, x=21), 10)
        assert kept(told) == [(21, ["model"]), (22, ["model", "x"])]


class TestLimits:
    def test_what_was_replaced_goes_before_what_stood_at_a_sections_end(self, build: Any) -> None:
        told = History(cells(1, 11))
        told.reach(1)
        told.take(reported(build), 10)
        for n in range(history.MAX_SNAPSHOTS + 20):
            told.reach(11 + n)
            told.take(reported(build, model=1 if n == 0 else 10 + n), 10)
        first, second, *_ = [shot.reported.variables["model"].line for shot in told.snapshots]
        assert (first, second) == (1, 30)
        assert len(told.snapshots) == history.MAX_SNAPSHOTS
        assert told.dropped == 19

    def replace_often(self, build: Any, times: int, size: int) -> list[int]:
        told = History()
        for line in range(times + 1):
            told.take(reported(build, model=line), size)
        return [shot.reported.variables["model"].line for shot in told.snapshots]

    def test_of_many_the_last_are_kept(self, build: Any) -> None:
        assert self.replace_often(build, history.MAX_SNAPSHOTS + 5, 10) == list(range(5, 45))

    def test_of_large_ones_the_last_are_kept(self, build: Any) -> None:
        large = history.MAX_SNAPSHOT_BYTES // 3
        assert self.replace_often(build, 10, large) == [7, 8, 9]
        assert self.replace_often(build, 3, history.MAX_SNAPSHOT_BYTES + 1) == []
