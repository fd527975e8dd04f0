"""Which of the networks that were trained answers which problem, and where must a person decide?"""

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.choosing import Answer
from grader.description import Description
from grader.errors import UsageError
from grader.extraction import Extraction
from grader.matching import DescribedFile
from grader.picks import parse_pick
from grader.pipeline import answer_all, checked, draft
from grader.results import CheckResult
from grader.submissions import CellOutput, SourceFile
from grader.trained_answers import MAX_SHOWN
from grader.training_runs import TrainingRun

EVERYTHING = ("epochs", "batch_size", "optimizer", "scheduler")
CONV = (
    ("Conv2d", 1, 8, 3), "ReLU", ("MaxPool2d", 2), "Flatten", ("Dropout", 0.3),
    ("Linear", 1352, 10),
)  # fmt: skip


def mlp(*units: int) -> tuple[Any, ...]:
    """Hidden layers of so many units."""
    sizes = (784, *units)
    pairs = pairwise(sizes)
    hidden = [part for pair in pairs for part in (("Linear", *pair), "ReLU")]
    return ("Flatten", *hidden, ("Linear", sizes[-1], 10))


@pytest.fixture
def rubric(build: Any) -> Any:
    """2C: 100 units; 2D: 200 in two layers; 2E: 1,000 in three; 3G: convolutions, 10 epochs."""
    free = {"student_sets": EVERYTHING}
    conv = ("Conv2d", "ReLU", "MaxPool2d", "Flatten", "Dropout", "Linear", "BatchNorm2d")
    limits = {"2C": (100, 1), "2D": (200, 2), "2E": (1000, 3)}
    return build.rubric(
        *(
            {
                "id": id_,
                "training": free,
                "network": {"max_hidden_units": most, "min_hidden_layers": layers},
            }
            for id_, (most, layers) in limits.items()
        ),
        {
            "id": "3G",
            "network": {"allowed_layers": conv, "required_layers": {"Conv2d": 1}},
        },
    )


def only(rubric: Any, *ids: str) -> Any:
    return rubric.model_copy(update={"problems": tuple(p for p in rubric.problems if p.id in ids)})


def ask(
    build: Any, rubric: Any, *files: DescribedFile, picks: Mapping[str, str] | None = None
) -> dict[str, Answer | CheckResult]:
    parsed = {id_: parse_pick(text) for id_, text in (picks or {}).items()}
    return answer_all(files, rubric, build.facts, parsed)


def statements(found: Mapping[str, Any]) -> dict[str, int]:
    """Problem -> the statement in which its network was trained, of those that have one."""
    return {
        id_: each.trained.first.statement
        for id_, each in found.items()
        if isinstance(each, Answer) and each.trained is not None
    }


def taken(found: Mapping[str, Any], id_: str) -> Answer:
    answer = found[id_]
    assert isinstance(answer, Answer), answer
    return answer


class TestNamesAndHeadings:
    def test_a_variable_called_after_the_problem_is_enough(self, build: Any, rubric: Any) -> None:
        run = build.run(*mlp(50), names={"model_d": 7})
        answer = taken(ask(build, rubric, build.trained_file(run)), "2D")
        # Even where it breaks the rules, for that is what is to be told then.
        assert (answer.how, answer.needs_person) == ("name", None)
        assert answer.found == "model_d, line 7; trained in line 12"

    def test_a_heading_is_too(self, build: Any, rubric: Any) -> None:
        cells = build.notebook_cells("Problem C", "Problem D")
        runs = build.run(*mlp(50), statement=5), build.run(*mlp(90, 90), statement=15)
        found = ask(build, rubric, build.trained_file(*runs, cells=cells))
        assert {id_: taken(found, id_).how for id_ in ("2C", "2D")} == {
            "2C": "heading",
            "2D": "heading",
        }
        assert statements(found) == {"2C": 5, "2D": 15}
        assert taken(found, "2D").found == (
            "model, cell 2, line 2, under the heading Problem D; trained in cell 2"
        )

    def test_of_several_the_report_says_that_one_is_called_final(
        self, build: Any, rubric: Any
    ) -> None:
        cells = build.notebook_cells("Problem C", "")
        runs = (
            build.run(*mlp(50), names={"final_model": 2}, statement=5, last_statement=5),
            build.run(*mlp(60), names={"wider": 12}, statement=15, last_statement=15),
        )
        answer = taken(ask(build, rubric, build.trained_file(*runs, cells=cells)), "2C")
        assert answer.found == (
            "final_model, cell 1, line 2, under the heading Problem C, called final in the file; "
            "trained in cell 1"
        )
        assert answer.needs_person is None
        assert [c.pick for c in answer.candidates] == ["1:2", "2:2"]

    def test_a_name_beats_a_heading(self, build: Any, rubric: Any) -> None:
        cells = build.notebook_cells("Problem C")
        run = build.run(*mlp(50, 50), names={"net_2d": 2}, statement=5)
        found = ask(build, rubric, build.trained_file(run, cells=cells))
        assert taken(found, "2D").how == "name"
        assert isinstance(found["2C"], CheckResult)

    def test_letters_in_names_tell_what_one_heading_is_over(self, build: Any, rubric: Any) -> None:
        cells = build.notebook_cells("Problem C", "")
        runs = (
            build.run(*mlp(50), names={"net_c": 2}, statement=5),
            build.run(*mlp(90, 90), names={"net_d": 12}, statement=15),
        )
        found = ask(build, rubric, build.trained_file(*runs, cells=cells))
        assert statements(found) == {"2C": 5, "2D": 15}
        assert taken(found, "2D").how == "name"

    def test_a_heading_beats_a_letter_in_a_name(self, build: Any, rubric: Any) -> None:
        cells = build.notebook_cells("Problem C")
        run = build.run(*mlp(50), names={"model_d": 2}, statement=5)
        answer = taken(ask(build, rubric, build.trained_file(run, cells=cells)), "2C")
        assert answer.how == "heading"

    def test_a_name_beats_another_network_under_the_heading(self, build: Any, rubric: Any) -> None:
        cells = build.notebook_cells("Problem C")
        named = build.run(*mlp(50), names={"net_2c": 2}, statement=4)
        other = build.run(*mlp(60), names={"x": 6}, statement=8)
        found = ask(build, rubric, build.trained_file(named, other, cells=cells))
        assert statements(found)["2C"] == 4

    def test_what_a_heading_names_is_held_against_its_rules(self, build: Any, rubric: Any) -> None:
        cells = build.notebook_cells("Problem C")
        found = ask(
            build, rubric, build.trained_file(build.run(*mlp(101), statement=5), cells=cells)
        )
        # 101 units keep the rules of no other problem: one layer is too few for them.
        assert (taken(found, "2C").how, taken(found, "2C").needs_person) == ("heading", None)

    def test_one_that_keeps_another_problems_rules_asks_a_person(
        self, build: Any, rubric: Any
    ) -> None:
        cells = build.notebook_cells("Problem C")
        run = build.run(*mlp(90, 90), statement=5)
        answer = taken(ask(build, rubric, build.trained_file(run, cells=cells)), "2C")
        assert answer.needs_person == "it breaks the rules of 2C, and keeps those of 2D"

    def test_a_sample_is_nobodys_where_another_was_trained(self, build: Any, rubric: Any) -> None:
        cells = build.notebook_cells("Sample", "My network")
        sample = build.run(*mlp(64), statement=5)
        own = build.run(*mlp(50), statement=15)
        found = ask(build, only(rubric, "2C"), build.trained_file(sample, own, cells=cells))
        assert statements(found) == {"2C": 15}
        assert taken(found, "2C").candidates == ()

    def test_a_sample_counts_where_nothing_else_was_trained(self, build: Any, rubric: Any) -> None:
        cells = build.notebook_cells("Sample", "Notes")
        sample = build.run(*mlp(64), statement=5)
        found = ask(build, only(rubric, "2C"), build.trained_file(sample, cells=cells))
        assert statements(found) == {"2C": 5}

    def test_functions_places_tell_where_one_part_of_a_script_calls_them_all(
        self, build: Any, rubric: Any
    ) -> None:
        parts = ("# Problem C", "def c():", "    ...", "", "# Problem D", "def d():", "    ...")
        source = "\n".join((*parts, "", "# Main", "c()", "d()", ""))
        runs = [
            build.run(*mlp(50), statement=10, spot=[3, 10], built=3, names={}),
            build.run(*mlp(50, 50), statement=11, spot=[7, 11], built=7, names={}),
        ]
        found = ask(build, rubric, build.trained_file(*runs, source=source))
        assert statements(found) == {"2C": 10, "2D": 11}
        assert {taken(found, id_).how for id_ in ("2C", "2D")} == {"heading"}


class TestLettersOfAnotherEdition:
    def notebook(self, build: Any, *networks: tuple[str, tuple[Any, ...]]) -> DescribedFile:
        cells = build.notebook_cells(*(f"Problem {letter}" for letter, _ in networks))
        runs = [
            build.run(*calls, statement=10 * n + 5, epochs=n + 3)
            for n, (_, calls) in enumerate(networks)
        ]
        file: DescribedFile = build.trained_file(*runs, cells=cells)
        return file

    def test_two_that_break_their_headings_rules_are_shared_out_by_the_rules(
        self, build: Any, rubric: Any
    ) -> None:
        file = self.notebook(build, ("D", mlp(50)), ("E", mlp(90, 90)), ("F", mlp(300, 300, 300)))
        found = ask(build, rubric, file)
        assert statements(found) == {"2C": 5, "2D": 15, "2E": 25}
        # The last heading is of no problem, and so says nothing against the rules.
        doubts = {id_: taken(found, id_).needs_person for id_ in ("2C", "2D", "2E")}
        assert doubts["2C"] is None or "Problem D" in doubts["2C"]

    def test_one_alone_is_a_mistake_in_its_network(self, build: Any, rubric: Any) -> None:
        file = self.notebook(build, ("C", mlp(50)), ("D", mlp(90)), ("E", mlp(300, 300, 300)))
        found = ask(build, rubric, file)
        assert statements(found) == {"2C": 5, "2D": 15, "2E": 25}
        assert taken(found, "2D").how == "heading"

    def test_two_of_the_same_kind_are_no_other_edition(self, build: Any, rubric: Any) -> None:
        file = self.notebook(build, ("D", mlp(50)), ("E", mlp(60)))
        assert {id_: taken(ask(build, rubric, file), id_).how for id_ in ("2D", "2E")} == {
            "2D": "heading",
            "2E": "heading",
        }


class TestSharedOut:
    def test_as_many_as_problems_in_order(self, build: Any, rubric: Any) -> None:
        networks = (mlp(100), mlp(100, 100), mlp(300, 300, 300), CONV)
        runs = [build.run(*c, statement=10 + 20 * n) for n, c in enumerate(networks)]
        found = ask(build, rubric, build.trained_file(*runs))
        assert statements(found) == {"2C": 10, "2D": 30, "2E": 50, "3G": 70}
        assert {taken(found, id_).how for id_ in found} == {"order"}
        assert taken(found, "2D").found.endswith(
            "by its place among the networks trained; trained in line 32"
        )

    def test_out_of_order_by_the_rules(self, build: Any, rubric: Any) -> None:
        networks = (CONV, mlp(300, 300, 300), mlp(100, 100), mlp(100))
        runs = [build.run(*c, statement=10 + 20 * n) for n, c in enumerate(networks)]
        found = ask(build, rubric, build.trained_file(*runs))
        assert statements(found) == {"2C": 70, "2D": 50, "2E": 30, "3G": 10}
        assert {taken(found, id_).how for id_ in found} <= {"rules", "name"}

    def test_fewer_than_problems_by_the_strictest_rules_that_hold(
        self, build: Any, rubric: Any
    ) -> None:
        # Two hidden layers of 60 are over 2C's budget, and within 2D's.
        run = build.run(*mlp(60, 60))
        found = ask(build, rubric, build.trained_file(run))
        assert statements(found) == {"2D": 10}

    def test_one_that_several_problems_allow_asks_a_person(self, build: Any, rubric: Any) -> None:
        run = build.run(*mlp(40, 40))
        answer = taken(ask(build, rubric, build.trained_file(run)), "2C")
        assert answer.needs_person == "it keeps the rules of 2C and 2D, and nothing says which"

    def test_two_that_fit_the_same_problem_keep_their_order_and_ask(
        self, build: Any, rubric: Any
    ) -> None:
        # 60 units in three layers of 20 keep the rules of all three: only the place tells.
        runs = [build.run(*mlp(20, 20, 20), statement=10), build.run(*mlp(20, 20), statement=30)]
        found = ask(build, only(rubric, "2C", "2D", "2E"), build.trained_file(*runs))
        assert statements(found) == {"2C": 10, "2D": 30}
        first = taken(found, "2C")
        assert (first.how, first.needs_person) == (
            "order",
            "it keeps the rules of 2D, 2E as well, and only its place says which",
        )

    @pytest.mark.parametrize(
        ("units", "nearest"),
        [
            ((101,), "2C"),
            ((1010, 10, 10), "2E"),
            ((900, 900), "2E"),
            ((150, 70), "2D"),
            ((150,), "2C"),
        ],
    )
    def test_what_fits_nothing_is_held_against_what_it_comes_nearest_to(
        self, build: Any, rubric: Any, units: tuple[int, ...], nearest: str
    ) -> None:
        found = ask(build, rubric, build.trained_file(build.run(*mlp(*units))))
        assert statements(found) == {nearest: 10}
        assert taken(found, nearest).needs_person == (
            f"model, line 7, breaks rules of every problem; it comes nearest to {nearest}"
        )

    def test_of_two_that_fit_nothing_both_are_shown(self, build: Any, rubric: Any) -> None:
        runs = [build.run(*mlp(900 + n, 900), statement=10 + 20 * n) for n in (0, 1)]
        found = ask(build, rubric, build.trained_file(*runs))
        assert statements(found) == {"2E": 30}
        assert [c.pick for c in taken(found, "2E").candidates] == ["27", "7"]

    def test_a_convolutional_one_that_fits_nothing_is_held_against_its_kind(
        self, build: Any, rubric: Any
    ) -> None:
        run = build.run(*CONV[:2], "Sigmoid", *CONV[2:])
        found = ask(build, rubric, build.trained_file(run))
        assert statements(found) == {"3G": 10}

    def test_what_has_no_problem_of_its_kind_is_held_against_the_one_there_is(
        self, build: Any, rubric: Any
    ) -> None:
        file = build.trained_file(build.run(*mlp(50)))
        assert statements(ask(build, only(rubric, "3G"), file)) == {"3G": 10}

    def test_a_limit_that_is_exclusive_is_broken_by_itself(self, build: Any, rubric: Any) -> None:
        for below, keeps in ((79_510, False), (79_511, True)):
            exact = build.rubric({"id": "2C", "network": {"parameters_below": below}})
            answer = taken(ask(build, exact, build.trained_file(build.run())), "2C")
            assert (answer.needs_person is None) == keeps

    def test_an_empty_sequential_in_the_end_gives_a_network_up(
        self, build: Any, rubric: Any
    ) -> None:
        held = {"model": {"kind": "network", "index": 0, "line": 60}}
        file = build.trained_file(build.run(*mlp(50)))
        for calls, given_up in (((), True), (mlp(60), False)):
            end = build.description(layers=build.layers(calls), variables=held)
            extraction = file.extraction.model_copy(update={"description": end})
            found = ask(build, only(rubric, "2C"), DescribedFile(file.file, extraction))["2C"]
            assert isinstance(found, CheckResult) == given_up

    def test_a_name_that_stands_empty_in_the_end_was_given_up(
        self, build: Any, rubric: Any
    ) -> None:
        run = build.run(*mlp(50))
        left = {"model": {"kind": "other", "shown": "None", "line": 60}}
        file = build.trained_file(run, variables=left)
        assert isinstance(ask(build, only(rubric, "2C"), file)["2C"], CheckResult)
        kept = {"model": {"kind": "other", "shown": "a str", "line": 60}}
        file = build.trained_file(run, variables=kept)
        assert isinstance(ask(build, only(rubric, "2C"), file)["2C"], Answer)


class TestSeveralForOneProblem:
    def pair(self, build: Any, *changes: Mapping[str, Any], **file: Any) -> DescribedFile:
        runs = [
            build.run(*mlp(50 + n), statement=10 + 20 * n, **change)
            for n, change in enumerate(changes)
        ]
        each: DescribedFile = build.trained_file(*runs, **file)
        return each

    def test_the_last_counts_and_the_others_are_shown(self, build: Any, rubric: Any) -> None:
        answer = taken(ask(build, only(rubric, "2C"), self.pair(build, {}, {})), "2C")
        assert answer.trained is not None
        assert answer.trained.first.statement == 30
        assert [c.pick for c in answer.candidates] == ["27", "7"]
        assert answer.candidates[0].shown == "model, line 27: 784-51-10, 10 epochs"
        assert answer.needs_person is None

    def test_one_that_was_trained_longer_asks_a_person(self, build: Any, rubric: Any) -> None:
        file = self.pair(build, {"epochs": 20}, {"epochs": 10})
        doubt = taken(ask(build, only(rubric, "2C"), file), "2C").needs_person
        assert doubt is not None
        assert "20 epochs" in doubt

    def test_as_long_asks_nobody(self, build: Any, rubric: Any) -> None:
        file = self.pair(build, {"epochs": 20}, {"epochs": 20})
        assert taken(ask(build, only(rubric, "2C"), file), "2C").needs_person is None

    @pytest.mark.parametrize(
        ("first", "asks"), [("0.9764", False), ("0.9765", False), ("0.9767", True)]
    )
    def test_one_that_did_better_by_its_own_numbers_asks_a_person(
        self, build: Any, rubric: Any, first: str, asks: bool
    ) -> None:
        outputs = tuple(
            CellOutput(cell, f"test accuracy: {value}")
            for cell, value in ((2, first), (4, "0.9760"))
        )
        cells = build.notebook_cells(*[""] * 4)
        file = self.pair(build, {}, {}, cells=cells, outputs=outputs)
        answer = taken(ask(build, only(rubric, "2C"), file), "2C")
        assert answer.trained is not None
        assert answer.trained.first.statement == 30
        assert (answer.needs_person is not None) == asks
        assert answer.needs_person is None or "97.67% against 97.60%" in answer.needs_person
        assert answer.claim is not None
        assert answer.claim.accuracy == 0.976

    def test_one_under_another_name_asks_a_person(self, build: Any, rubric: Any) -> None:
        file = self.pair(build, {"names": {"net1": 7}}, {"names": {"net2": 27}})
        doubt = taken(ask(build, only(rubric, "2C"), file), "2C").needs_person
        assert doubt == (
            "2 networks were trained for 2C; the last is taken, "
            "but nothing says that net1, line 7, is not meant"
        )

    def test_nothing_more_is_asked_of_one_under_the_rubrics_name(
        self, build: Any, rubric: Any
    ) -> None:
        file = self.pair(build, {"names": {"trial": 7}}, {})
        answer = taken(ask(build, only(rubric, "2C"), file), "2C")
        assert (answer.needs_person, len(answer.candidates)) == (None, 2)

    def test_the_rubrics_name_beats_a_shorter_trial_that_came_later(
        self, build: Any, rubric: Any
    ) -> None:
        file = self.pair(build, {}, {"names": {"net2": 27}, "epochs": 5})
        answer = taken(ask(build, only(rubric, "2C"), file), "2C")
        assert answer.trained is not None
        assert (answer.trained.first.statement, answer.needs_person) == (10, None)

    def test_what_came_later_and_was_trained_as_long_is_taken_and_asks_a_person(
        self, build: Any, rubric: Any
    ) -> None:
        file = self.pair(build, {}, {"names": {"net2": 27}})
        answer = taken(ask(build, only(rubric, "2C"), file), "2C")
        assert answer.trained is not None
        assert answer.trained.first.statement == 30
        assert answer.needs_person == (
            "2 networks were trained for 2C; the last is taken, "
            "but nothing says that model, line 7, is not meant"
        )

    def test_what_keeps_the_rules_comes_before_what_came_later(
        self, build: Any, rubric: Any
    ) -> None:
        cells = build.notebook_cells("Problem C")
        good = build.run(*mlp(50), statement=4)
        bad = build.run(*mlp(500), statement=8)
        answer = taken(ask(build, rubric, build.trained_file(good, bad, cells=cells)), "2C")
        assert answer.trained is not None
        assert answer.trained.first.statement == 4

    @pytest.mark.parametrize(("last", "statement"), [(9, 10), (10, 30)])
    def test_mandated_epochs_come_before_what_came_later(
        self, build: Any, rubric: Any, last: int, statement: int
    ) -> None:
        runs = [
            build.run(*CONV, statement=10 + 20 * n, epochs=epochs)
            for n, epochs in enumerate((12, last))
        ]
        found = ask(build, only(rubric, "3G"), build.trained_file(*runs))
        assert statements(found) == {"3G": statement}

    def test_where_none_has_them_the_longest_counts(self, build: Any, rubric: Any) -> None:
        runs = [
            build.run(*CONV, statement=10 + 20 * n, epochs=epochs)
            for n, epochs in enumerate((3, 5, 1))
        ]
        found = ask(build, only(rubric, "3G"), build.trained_file(*runs))
        assert statements(found) == {"3G": 30}

    def test_a_person_is_shown_only_so_many(self, build: Any, rubric: Any) -> None:
        file = self.pair(build, *[{}] * (MAX_SHOWN + 3))
        answer = taken(ask(build, only(rubric, "2C"), file), "2C")
        assert len(answer.candidates) == MAX_SHOWN
        assert answer.candidates[0].pick == "207"

    def test_trainings_in_two_files_ask_a_person(self, build: Any, rubric: Any) -> None:
        files = [
            build.trained_file(build.run(*mlp(50 + n)), name=f"{name}.py")
            for n, name in enumerate("ab")
        ]
        answer = taken(ask(build, only(rubric, "2C"), *files), "2C")
        assert answer.needs_person == (
            "2 networks were trained for 2C; they are in 2 files, and the last is taken"
        )
        assert answer.found.startswith("b.py: model, line 7")
        assert [c.pick for c in answer.candidates] == ["b.py:7", "a.py:7"]


class TestSweeps:
    def tried(self, build: Any, count: int = 4, **changes: Any) -> list[TrainingRun]:
        return [build.run(*mlp(20 + n), epochs=3, **changes) for n in range(count)]

    def test_what_was_tried_is_nobodys_where_something_was_trained_after_it(
        self, build: Any, rubric: Any
    ) -> None:
        final = build.run(*mlp(90), statement=60)
        found = ask(build, only(rubric, "2C"), build.trained_file(*self.tried(build), final))
        assert statements(found) == {"2C": 60}
        assert taken(found, "2C").candidates == ()

    def test_a_sweep_with_nothing_after_it_asks_a_person(self, build: Any, rubric: Any) -> None:
        found = ask(build, only(rubric, "2C"), build.trained_file(*self.tried(build)))
        answer = taken(found, "2C")
        assert answer.network.layers[1].out_features == 23  # type: ignore[union-attr]
        assert answer.needs_person == (
            "4 networks of a sweep keep the rules, and none was trained after it"
        )
        assert len(answer.candidates) == 4

    def test_a_convolutional_sweep_counts_beside_other_problems_networks(
        self, build: Any, rubric: Any
    ) -> None:
        tried = [
            build.run(*CONV[:4], ("Dropout", p), CONV[5], epochs=1, statement=60)
            for p in (0.1, 0.5)
        ]
        file = build.trained_file(build.run(*mlp(50)), *tried)
        answer = taken(ask(build, only(rubric, "2C", "3G"), file), "3G")
        assert answer.needs_person is not None
        assert answer.needs_person.startswith("2 networks of a sweep keep the rules")
        # Where one was trained by itself, the sweep is no answer of its own.
        final = build.run(*CONV, statement=90)
        found = ask(build, only(rubric, "2C", "3G"), build.trained_file(*tried, final))
        assert statements(found) == {"3G": 90}

    def test_a_sweep_beside_another_problems_network_of_its_kind_is_that_ones(
        self, build: Any, rubric: Any
    ) -> None:
        tried = [build.run(*mlp(60, 20 + n), epochs=3) for n in range(4)]
        final = build.run(*mlp(50), statement=60, names={"model_2c": 57})
        found = ask(build, rubric, build.trained_file(*tried, final))
        assert statements(found) == {"2C": 60}

    def test_three_are_no_sweep_and_the_last_is_taken(self, build: Any, rubric: Any) -> None:
        found = ask(build, only(rubric, "2C"), build.trained_file(*self.tried(build, 3)))
        assert taken(found, "2C").network.layers[1].out_features == 22  # type: ignore[union-attr]
        assert taken(found, "2C").needs_person == (
            "3 networks were trained for 2C; the last is taken, "
            "but model, line 7, was trained by the same lines, in the same loop"
        )

    def test_a_name_that_the_last_of_a_sweep_was_left_under_asks_a_person(
        self, build: Any, rubric: Any
    ) -> None:
        runs = self.tried(build, names={"model_2c": 9})
        held = {"model_2c": {"kind": "network", "index": 0, "line": 9}}
        file = build.trained_file(*runs)
        end = build.description(layers=build.layers(mlp(23)), variables=held)
        file = DescribedFile(file.file, file.extraction.model_copy(update={"description": end}))
        answer = taken(ask(build, only(rubric, "2C"), file), "2C")
        assert answer.how == "name"
        assert answer.needs_person == (
            "4 networks were trained at line 12, a sweep, it seems; the last of them is taken"
        )


class TestFilePerProblem:
    def test_each_answers_its_own(self, build: Any, rubric: Any) -> None:
        files = [
            build.trained_file(build.run(*mlp(40, 40)), name=f"{id_}.py", problem=id_)
            for id_ in ("2C", "2D")
        ]
        found = ask(build, only(rubric, "2C", "2D"), *files)
        assert [taken(found, id_).found.split(":")[0] for id_ in ("2C", "2D")] == [
            "2C.py",
            "2D.py",
        ]

    def test_a_problem_that_no_file_is_for_says_whose_they_are(
        self, build: Any, rubric: Any
    ) -> None:
        file = build.trained_file(build.run(), name="c.py", problem="2C")
        failed = ask(build, rubric, file)["2D"]
        assert isinstance(failed, CheckResult)
        assert failed.message == "no file is for 2D: c.py is for 2C"


class TestPicks:
    """Two networks for 2C, of which the last would be taken: cells 1 and 3 of a notebook."""

    def runs(self, build: Any) -> list[TrainingRun]:
        return [
            build.run(*mlp(50), statement=5, built=2, names={"first": 3}),
            build.run(*mlp(60), statement=25, built=22, names={"second": 23}),
        ]

    @pytest.mark.parametrize("line", [2, 3, 5, 7])
    def test_the_line_of_its_build_its_name_and_its_training_mean_it(
        self, build: Any, rubric: Any, line: int
    ) -> None:
        file = build.trained_file(*self.runs(build))
        found = ask(build, only(rubric, "2C"), file, picks={"2C": str(line)})
        answer = taken(found, "2C")
        assert (answer.how, answer.needs_person) == ("picked", None)
        assert answer.trained is not None
        assert answer.trained.first.statement == 5
        assert answer.found == "first, line 2: picked by a person; trained in line 7"

    def test_a_later_phase_of_its_training_means_it_too(self, build: Any, rubric: Any) -> None:
        runs = [
            *[
                build.run(*mlp(50), number=n, model=1, statement=10 * n, built=2, names={})
                for n in (1, 2)
            ],
            build.run(*mlp(60), number=3, model=2, statement=50),
        ]
        file = build.trained_file(*runs)
        answer = taken(ask(build, only(rubric, "2C"), file, picks={"2C": "22"}), "2C")
        assert answer.trained is not None
        assert answer.trained.first.statement == 10

    @pytest.mark.parametrize(("pick", "statement"), [("1", 5), ("1:2", 5), ("3", 25), ("3:3", 25)])
    def test_a_cell_means_what_it_holds(
        self, build: Any, rubric: Any, pick: str, statement: int
    ) -> None:
        file = build.trained_file(*self.runs(build), cells=build.notebook_cells("", "", ""))
        found = ask(build, only(rubric, "2C"), file, picks={"2C": pick})
        assert statements(found) == {"2C": statement}

    def test_a_pick_may_name_what_a_sweep_tried(self, build: Any, rubric: Any) -> None:
        tried = [build.run(*mlp(20 + n), built=7, names={f"m{n}": 8 + n}) for n in range(4)]
        file = build.trained_file(*tried, build.run(*mlp(90), statement=60))
        found = ask(build, only(rubric, "2C"), file, picks={"2C": "9"})
        assert taken(found, "2C").network.layers[1].out_features == 21  # type: ignore[union-attr]

    def test_a_pick_may_name_what_breaks_the_rules(self, build: Any, rubric: Any) -> None:
        file = build.trained_file(build.run(*mlp(500)), build.run(*mlp(60), statement=60))
        found = ask(build, only(rubric, "2C"), file, picks={"2C": "7"})
        assert statements(found) == {"2C": 10}

    def test_a_network_that_was_never_trained_is_taken_by_its_name(
        self, build: Any, rubric: Any
    ) -> None:
        held = {"net": {"kind": "network", "index": 0, "line": 9}}
        end = build.description(layers=build.layers(mlp(30)), variables=held)
        file = DescribedFile(
            SourceFile(b"\n" * 40), Extraction(description=end, torch="2", last_line=40)
        )
        answer = taken(ask(build, only(rubric, "2C"), file, picks={"2C": "9"}), "2C")
        assert (answer.how, answer.found) == ("picked", "net, line 9: picked by a person")

    def test_a_place_without_a_network_is_the_callers_mistake(
        self, build: Any, rubric: Any
    ) -> None:
        file = build.trained_file(*self.runs(build))
        with pytest.raises(UsageError) as caught:
            ask(build, only(rubric, "2C"), file, picks={"2C": "4"})
        assert str(caught.value) == (
            "2C is picked as 4, where the file builds and trains no network; "
            "it has 2 (first), 22 (second)"
        )

    def test_one_file_of_several(self, build: Any, rubric: Any) -> None:
        files = [
            build.trained_file(build.run(*mlp(50 + n)), name=f"{name}.py")
            for n, name in enumerate("ab")
        ]
        found = ask(build, only(rubric, "2C"), *files, picks={"2C": "a.py:7"})
        assert taken(found, "2C").network.layers[1].out_features == 50  # type: ignore[union-attr]
        assert taken(found, "2C").found.startswith("a.py: model, line 7: picked by a person")


class TestClaims:
    def claim(self, build: Any, rubric: Any, *outputs: tuple[int, str]) -> str | None:
        """Trained in cell 2, and another network for another problem in cell 4, of five."""
        runs = [
            build.run(*mlp(50), statement=15, built=12, names={"model_c": 12}),
            build.run(*mlp(90, 90), statement=35, built=32, names={"model_d": 32}),
        ]
        told = tuple(CellOutput(cell, text) for cell, text in outputs)
        cells = build.notebook_cells(*[""] * 5)
        file = build.trained_file(*runs, cells=cells, outputs=told)
        claim = taken(ask(build, rubric, file), "2C").claim
        return None if claim is None else f"{claim.accuracy:g} {claim.where}"

    def test_what_the_training_cell_or_one_below_prints_is_its_own(
        self, build: Any, rubric: Any
    ) -> None:
        for cell in (2, 3):
            said = self.claim(build, rubric, (cell, "test accuracy: 0.9766"))
            assert said == f"0.9766 the output of cell {cell}"

    def test_what_the_next_training_prints_is_not(self, build: Any, rubric: Any) -> None:
        for cell in (1, 4, 5):
            assert self.claim(build, rubric, (cell, "test accuracy: 0.9766")) is None


class TestNothingLeft:
    def test_all_that_was_trained_is_another_problems(self, build: Any, rubric: Any) -> None:
        run = build.run(*mlp(50), names={"model_2c": 7})
        failed = ask(build, rubric, build.trained_file(run))["2D"]
        assert isinstance(failed, CheckResult)
        assert (
            failed.message == "there is no network for 2D: model_2c, line 7, is another problem's"
        )

    def test_nothing_was_trained(self, build: Any, rubric: Any) -> None:
        failed = ask(build, rubric, build.trained_file())["2D"]
        assert isinstance(failed, CheckResult)
        assert failed.message == "the file has no model_2d or model"


lines = st.integers(0, 60)
sizes = st.integers(-3, 2**62)
small = st.integers(0, 130)
counts = small | st.sampled_from([600, 60_000, 2**62])
numbers = st.sampled_from([0.0, -1.0, 1e-3, 0.1, 1e300, -1e300]) | st.floats(
    allow_nan=False, allow_infinity=False
)
options = st.sampled_from(["lr", "momentum", "betas", "weight_decay", "own"])
rate_groups = st.lists(st.dictionaries(options, st.lists(numbers, max_size=4)), max_size=3)
calls = st.one_of(
    st.sampled_from(["Flatten", "ReLU"]),
    st.tuples(st.just("Linear"), small | sizes, small | sizes),
    st.tuples(st.just("Dropout"), numbers),
    st.tuples(st.just("Conv2d"), small | sizes, small, st.integers(0, 5)),
    st.tuples(st.just("Unsupported"), st.just("Net"), st.just("is none of torch's")),
)
networks = st.sampled_from([mlp(50), mlp(60, 60), mlp(300, 300, 300), CONV]) | st.lists(
    calls, max_size=5
)


@st.composite
def trainings(draw: st.DrawFn, build: Any) -> TrainingRun:
    """Any run that the records let through."""
    shape = draw(networks)
    layers = build.layers(shape)
    groups: Any = st.builds(
        dict,
        parameters=st.sampled_from([["1.weight", "1.bias"], ["0.weight"], []]),
        options=st.dictionaries(options, numbers, max_size=3),
    )
    view: Any = st.builds(
        dict,
        network=st.sampled_from([0, 0, 1, 999]),
        name=st.sampled_from(["Adam", "SGD", "Mine", ""]),
        groups=st.lists(groups, max_size=2),
        foreign_parameters=counts,
        defect=st.none() | st.just("is odd"),
    )
    recorded: Any = st.builds(
        dict, kind=st.just("recorded"), name=st.just("StepLR"), groups=rate_groups
    )
    schedule: Any = st.builds(
        dict,
        name=st.text(max_size=5),
        spec=st.none() | recorded,
        defect=st.none() | st.just("is odd"),
        ended=st.none(),
        optimizer=st.none() | st.sampled_from([0, 1]),
        stepped=st.booleans(),
        per_batch=st.none() | rate_groups,
    )
    name = st.sampled_from(["model", "model_2c", "net_d", "epochs", "epochs_2c", "its epochs", ""])
    run: TrainingRun = build.run(
        optimizer=None,
        network={
            "layers": layers,
            "layer_count": len(layers) + (draw(st.sampled_from([0, 0, 5])) if layers else 0),
            "defect": draw(st.none() | st.just("is odd")),
        },
        schedule=draw(st.none() | schedule),
        rates=draw(rate_groups),
        number=draw(small),
        model=draw(st.integers(0, 4)),
        planned=draw(st.none() | counts),
        ended=draw(st.sampled_from([None, "early", "cut"])),
        **{key: draw(counts) for key in ("epochs", "loose_steps", "accumulated")},
        **{key: draw(st.none() | counts) for key in ("batch_size", "images", "input_size")},
        **{key: draw(lines) for key in ("statement", "line", "last_statement")},
        built=draw(st.none() | lines),
        built_statement=draw(st.none() | lines),
        spot=draw(st.lists(lines, max_size=8)),
        names=draw(st.dictionaries(name, lines, max_size=3)),
        stale=draw(st.booleans()),
    )
    told = json.loads(run.model_dump_json()) | {"optimizer": draw(st.none() | view)}
    return TrainingRun.from_json(json.dumps(told).encode())


@settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # both only build
@given(drawn=st.data())
def test_whatever_runs_a_box_tells_of_every_problem_has_an_outcome(
    build: Any, rubric: Any, drawn: st.DataObject
) -> None:
    runs = drawn.draw(st.lists(trainings(build), max_size=6))
    headings = drawn.draw(
        st.sampled_from([(), ("Problem C", "Sample", "2D"), ("Problem D", "Problem E", "")])
    )
    cells = build.notebook_cells(*headings)
    described = Description.nothing().model_copy(update={"cells": cells})
    file = DescribedFile(
        SourceFile(b"\n" * 60, cells=cells),
        Extraction(description=described, torch="2", runs=tuple(runs), last_line=60),
    )
    found = ask(build, rubric, file)
    assert sorted(found) == ["2C", "2D", "2E", "3G"]
    for problem in rubric.problems:
        drafted = draft(found[problem.id], problem, rubric, build.facts)
        assert checked(drafted).outcome == "checked"
