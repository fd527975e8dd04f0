"""Stories of what a notebook bound, statement by statement, told as the box tells them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from grader.choosing import Answer
from grader.describe_messages import DescribeEnd
from grader.extraction import Extraction
from grader.matching import DescribedFile, find_answers
from grader.results import CheckResult
from grader.rubric import Problem, Rubric
from grader.submissions import Cell, Heading, SourceFile
from grader.transcript import Transcript

SWEEP = {"values": (0.1, 0.5), "tolerance": 0.1, "matches_at_least": 1, "points": 10}
WITH_DROPOUT = {"max_hidden_units": 100, "required_layers": {"Dropout": 1}}
EVERYTHING = ("epochs", "batch_size", "optimizer", "scheduler")


@dataclass(eq=False)
class Net:
    """A network of one hidden layer; `None` units: an empty Sequential."""

    units: int | None


@dataclass(eq=False)
class Adam:
    over: Net
    lr: float = 0.001


@dataclass(eq=False)
class Step:
    """A schedule."""

    over: Adam


def find_answer(
    files: Sequence[DescribedFile],
    problem: Problem,
    rubric: Rubric,
    fits: Callable[[Answer], bool],
) -> Answer | CheckResult:
    """Find one problem's answer; nothing fits another problem."""
    broken = CheckResult.failed("shapes", "does not fit")

    def judge(answer: Answer, asked: Problem) -> Sequence[CheckResult]:
        return () if asked.id == problem.id and fits(answer) else (broken,)

    return find_answers(files, rubric, judge, lambda problem: 60_000)[problem.id]


NOTHING = "None"
"""For a variable: Python's None. For a statement, None takes it away."""


class Fails:
    """Instead of a value: the statement raises."""


class Story:
    """A file, told as a list of its statements.

    Args:
        headings: of the cells of a notebook, ten lines each: "C" stands for "## Problem C". None
            makes it a script.
        statements: line -> what it binds; `None` takes a variable away.
        breaks_off: whether the file ends Python in its last statement.
    """

    def __init__(
        self,
        build: Any,
        headings: Sequence[str],
        statements: Mapping[int, Mapping[str, Any]],
        *,
        breaks_off: bool = False,
    ) -> None:
        self._build = build
        self._bound: dict[str, tuple[int, Any]] = {}
        self._failures: list[dict[str, Any]] = []
        cells = tuple(
            Cell(number=n, first_line=10 * n - 9, headings=(_heading(text),) if text else ())
            for n, text in enumerate(headings, start=1)
        )
        self.file = SourceFile(b"...", name="hw.ipynb" if cells else "hw.py", cells=cells)
        transcript = Transcript(30, cells)
        for line, binds in statements.items():
            self._say(transcript, {"line": line})
            self._say(transcript, {"description": self._described(finished=False)})
            self._run(line, binds)
        if not breaks_off:
            self._say(transcript, {"line": max(statements)})
            self._say(transcript, {"description": self._described(finished=False)})
            self._say(transcript, {"description": self._described(finished=True)})
        end = DescribeEnd(cause="exit", status=0, clean=True)
        self.extraction = Extraction(
            description=transcript.finish(end), torch="2", snapshots=transcript.snapshots,
            dropped_snapshots=transcript.dropped_snapshots, last_line=transcript.line,
        )  # fmt: skip

    def described_file(self, **changes: Any) -> DescribedFile:
        return DescribedFile(replace(self.file, **changes), self.extraction)

    def _say(self, transcript: Transcript, message: dict[str, Any]) -> None:
        transcript.take(b"+" + json.dumps(message).encode())

    def _run(self, line: int, binds: Mapping[str, Any]) -> None:
        failing = [name for name, value in binds.items() if value is Fails]
        if failing:
            error = {"line": line, "statement": "...", "names": failing, "error": "NameError: nn"}
            self._failures.append(error)
            return
        for name, value in binds.items():
            self._bound.pop(name, None)
            if value is not None:
                self._bound[name] = (line, value)

    def _described(self, *, finished: bool) -> dict[str, Any]:
        values = [value for _, value in self._bound.values()]
        nets = list(dict.fromkeys(v for v in values if isinstance(v, Net)))
        adams = list(dict.fromkeys(v for v in values if isinstance(v, Adam)))
        steps = list(dict.fromkeys(v for v in values if isinstance(v, Step)))
        described: dict[str, Any] = self._build.described(
            finished=finished,
            networks=[self._network(net) for net in nets],
            optimizers=[
                {"over": [self._view(a, nets)] if a.over in nets else [], "defect": None}
                for a in adams
            ],
            schedules=[
                {
                    "name": "StepLR", "defect": None,
                    "spec": {"kind": "recorded", "name": "StepLR", "groups": [{"lr": [0.1]}]},
                    "optimizer": adams.index(step.over) if step.over in adams else None,
                }
                for step in steps
            ],
            variables={
                name: {"line": line, **_variable(value, nets, adams, steps)}
                for name, (line, value) in self._bound.items()
            },
            failures=self._failures,
            failure_count=len(self._failures),
        )  # fmt: skip
        return described

    def _network(self, net: Net) -> dict[str, Any]:
        calls = [] if net.units is None else layers(net.units)
        return {"layers": self._build.layers(calls), "layer_count": len(calls), "defect": None}

    def _view(self, adam: Adam, nets: list[Net]) -> dict[str, Any]:
        network = self._build.network(*layers(adam.over.units))
        view: dict[str, Any] = self._build.optimizer_view(network, options={"lr": adam.lr})
        return view | {"network": nets.index(adam.over)}


def layers(units: int | None) -> list[Any]:
    return ["Flatten", ("Linear", 784, units), "ReLU", ("Linear", units, 10)]


def _heading(text: str) -> Heading:
    return Heading(text=f"Problem {text}" if len(text) == 1 else text, level=2)


def _variable(value: Any, nets: list[Net], adams: list[Adam], steps: list[Step]) -> dict[str, Any]:
    for kind, known in (("network", nets), ("optimizer", adams), ("schedule", steps)):
        if any(value is each for each in known):
            return {"kind": kind, "index": known.index(value)}
    if value is NOTHING:
        return {"kind": "other", "shown": "None"}
    if isinstance(value, list):
        return {"kind": "numbers", "values": value}
    if isinstance(value, float | int):
        return {"kind": "number", "value": value}
    return {"kind": "module", "class_name": str(value), "is_sequential": False}


@pytest.fixture
def rubric(build: Any) -> Any:
    """2C takes up to 100 hidden units, 2D up to 200, 2E up to 1,000."""
    limits = {"2C": 100, "2D": 200, "2E": 1000}
    return build.rubric(
        *({"id": id_, "network": {"max_hidden_units": most}} for id_, most in limits.items()),
        training={"student_sets": EVERYTHING},
    )


def find(rubric: Any, *files: DescribedFile) -> dict[str, Answer | CheckResult]:
    """Find all problems' answers; a network fits where its hidden units do."""

    def fits(problem: Any, answer: Answer) -> bool:
        return bool(units(answer) <= problem.network.max_hidden_units)

    return {
        problem.id: find_answer(files, problem, rubric, lambda a, p=problem: fits(p, a))  # type: ignore[misc]
        for problem in rubric.problems
    }


def find_in(rubric: Any, build: Any, *told: Any, **options: Any) -> dict[str, Any]:
    return find(rubric, Story(build, *told, **options).described_file())


def units(answer: Any) -> int:
    assert isinstance(answer, Answer), answer
    found: int = answer.network.layers[1].out_features  # type: ignore[union-attr]
    return found


def rate(answer: Any) -> object:
    assert isinstance(answer, Answer), answer
    assert not answer.faults
    assert answer.network.optimizer is not None
    return answer.network.optimizer.groups[0].options["lr"]


def trained(units_: int, lr: float = 0.001) -> dict[str, Any]:
    """One statement's worth of a network and its optimizer, under the names all problems share."""
    net = Net(units_)
    return {"model": net, "optimizer": Adam(net, lr)}


class TestHeadings:
    def test_each_problem_gets_what_stood_under_its_heading(self, rubric: Any, build: Any) -> None:
        cells = {1: trained(100, 0.1), 12: trained(200, 0.2), 25: trained(999, 0.3)}
        found = find_in(rubric, build, ("C", "D", "E"), cells)
        assert [units(answer) for answer in found.values()] == [100, 200, 999]
        assert [rate(answer) for answer in found.values()] == [0.1, 0.2, 0.3]
        assert [answer.found for answer in found.values()] == [
            "model, cell 1, line 1, under the heading Problem C",
            "model, cell 2, line 2, under the heading Problem D",
            "model, cell 3, line 5, under the heading Problem E",
        ]

    def test_the_order_is_the_students(self, rubric: Any, build: Any) -> None:
        found = find_in(rubric, build, ("E", "C"), {1: trained(900), 11: trained(90)})
        assert units(found["2E"]) == 900
        assert units(found["2C"]) == 90

    def test_within_a_section_the_last_of_the_rubrics_names_counts(
        self, rubric: Any, build: Any
    ) -> None:
        cells = {1: trained(80), 2: trained(90, 0.5), 3: {"net": Net(70)}, 11: trained(150)}
        found = find_in(rubric, build, ("C", "D"), cells)
        assert units(found["2C"]) == 90
        assert rate(found["2C"]) == 0.5

    def test_without_them_the_last_network_that_fits(self, rubric: Any, build: Any) -> None:
        cells = {1: {"a": Net(50)}, 2: {"b": Net(60)}, 3: {"c": Net(500)}, 11: trained(150)}
        found = find_in(rubric, build, ("C", "D"), cells)
        assert units(found["2C"]) == 60
        assert found["2C"].found == "b, cell 1, line 2, under the heading Problem C"

    def test_and_if_none_fits_the_last(self, rubric: Any, build: Any) -> None:
        found = find_in(rubric, build, ("C",), {1: {"a": Net(400)}, 2: {"b": Net(500)}})
        assert units(found["2C"]) == 500

    def test_a_statement_that_failed_there_is_told(self, rubric: Any, build: Any) -> None:
        cells = {1: trained(80), 13: {"model": Fails}}
        check = find_in(rubric, build, ("C", "D"), cells)["2D"]
        assert isinstance(check, CheckResult)
        message = "cell 2, line 3 failed, so there is no model_2d or model: NameError: nn"
        assert check.message == message

    def test_what_is_no_sequential_there_is_told(self, rubric: Any, build: Any) -> None:
        check = find_in(rubric, build, ("C", "D"), {1: trained(80), 13: {"model": "Net"}})["2D"]
        assert check.message == "model is a Net, not an nn.Sequential"

    def test_of_two_parts_on_one_problem_the_last_with_a_network_counts(
        self, rubric: Any, build: Any
    ) -> None:
        cells = {1: trained(80), 11: trained(150), 21: trained(90), 31: {"epochs": 3}}
        assert units(find_in(rubric, build, ("C", "D", "C", "C"), cells)["2C"]) == 90

    def test_the_section_in_which_the_file_broke_off_counts_as_far_as_it_got(
        self, rubric: Any, build: Any
    ) -> None:
        cells = {1: trained(80, 0.1), 11: trained(150, 0.2), 12: {}}
        found = find_in(rubric, build, ("C", "D", "E"), cells, breaks_off=True)
        assert rate(found["2C"]) == 0.1
        assert rate(found["2D"]) == 0.2
        assert "did not run to its end" in found["2E"].message


class TestRecipe:
    def test_claims_and_schedules_of_the_problem_before_are_not_this_ones(
        self, rubric: Any, build: Any
    ) -> None:
        net = Net(100)
        adam = Adam(net)
        first = {"model": net, "optimizer": adam, "scheduler": Step(adam), "test_accuracy": 0.97}
        found = find_in(rubric, build, ("C", "D"), {1: first, 11: trained(150)})
        assert found["2C"].network.schedule is not None
        assert found["2C"].test_accuracy == 0.97
        assert found["2D"].network.schedule is None
        assert found["2D"].test_accuracy is None
        assert not found["2D"].faults

    def test_epochs_set_once_at_the_top_are_everybodys(self, rubric: Any, build: Any) -> None:
        cells = {1: {"epochs": 7}, 11: trained(100), 21: trained(150), 22: {"epochs": 9}}
        found = find_in(rubric, build, ("Setup", "C", "D"), cells)
        assert found["2C"].network.epochs == 7
        assert found["2D"].network.epochs == 9

    def test_claims_under_names_of_their_own_may_stand_at_the_end(
        self, rubric: Any, build: Any
    ) -> None:
        claims = {"test_accuracy_2c": 0.97, "epochs_2d": 4, "test_accuracy": 0.5, "epochs": 2}
        cells = {1: trained(100), 11: trained(150), 21: claims}
        found = find_in(rubric, build, ("C", "D", "Problem 9"), cells)
        assert (found["2C"].test_accuracy, found["2C"].network.epochs) == (0.97, None)
        assert (found["2D"].test_accuracy, found["2D"].network.epochs) == (None, 4)

    def test_the_optimizer_over_the_network_counts_whatever_it_is_called(
        self, rubric: Any, build: Any
    ) -> None:
        net = Net(150)
        adam = Adam(net, 0.5)
        second = {"model": net, "old": Adam(net, 0.7), "opt": adam, "sched": Step(adam)}
        found = find_in(rubric, build, ("C", "D"), {1: trained(100), 11: second})
        assert rate(found["2D"]) in (0.5, 0.7)
        third = {12: {"opt": adam}, 13: {"sched": Step(adam)}}
        found = find_in(rubric, build, ("C", "D"), {1: trained(100), 11: second, **third})
        assert rate(found["2D"]) == 0.5
        assert found["2D"].network.schedule is not None

    def test_an_optimizer_left_over_from_another_network_is_a_fault(
        self, rubric: Any, build: Any
    ) -> None:
        net = Net(150)
        cells = {1: trained(100), 11: trained(150), 12: {"model": net}}
        (fault,) = find_in(rubric, build, ("C", "D"), cells)["2D"].faults
        assert fault.rule == "optimizer"
        assert "would not train this model" in fault.message

    def test_one_from_another_section_is_none_of_this_networks(
        self, rubric: Any, build: Any
    ) -> None:
        cells = {1: trained(100), 11: {"model": Net(150)}}
        answer = find_in(rubric, build, ("C", "D"), cells)["2D"]
        assert not answer.faults
        assert answer.network.optimizer is None
        assert answer.found == (
            "model, cell 2, line 1 (no optimizer for it was found), under the heading Problem D"
        )

    def test_one_of_its_own_from_there_is_a_fault(self, rubric: Any, build: Any) -> None:
        net = Net(100)
        cells = {1: {"model": net, "optimizer_2d": Adam(net)}, 11: {"model": Net(150)}}
        (fault,) = find_in(rubric, build, ("C", "D"), cells)["2D"].faults
        assert "would not train this model" in fault.message

    @pytest.mark.parametrize("name", EVERYTHING)
    def test_none_is_as_good_as_absent(self, rubric: Any, build: Any, name: str) -> None:
        nothing = {name: NOTHING, "test_accuracy": NOTHING}
        answer = find_in(rubric, build, ("",), {1: {"model": Net(100)}, 2: nothing})["2C"]
        assert not answer.faults
        assert answer.claim_fault is None
        assert answer.network.optimizer is answer.network.schedule is None
        assert answer.network.epochs is answer.network.batch_size is None

    def test_a_failure_in_another_section_is_not_this_ones(self, rubric: Any, build: Any) -> None:
        cells = {1: {"model": Net(100)}, 2: {"optimizer": Fails}, 11: {"model": Net(150)}}
        found = find_in(rubric, build, ("C", "D"), cells)
        assert [fault.rule for fault in found["2C"].faults] == ["optimizer"]
        assert not found["2D"].faults


class TestOwnNames:
    def test_they_come_before_headings(self, rubric: Any, build: Any) -> None:
        cells = {1: trained(80), 2: {"model_2d": Net(150)}}
        found = find_in(rubric, build, ("C", "D"), cells)
        assert found["2D"].found == "model_2d, cell 1, line 2"

    def test_with_the_optimizer_that_was_over_them(self, rubric: Any, build: Any) -> None:
        first, second = Net(100), Net(150)
        cells = {
            1: {"model_2c": first, "optimizer": Adam(first, 0.1)},
            2: {"model_2d": second, "optimizer": Adam(second, 0.2)},
        }
        found = find_in(rubric, build, ("",), cells)
        assert rate(found["2C"]) == 0.1
        assert rate(found["2D"]) == 0.2

    def test_one_that_was_deleted_to_save_memory_still_counts(
        self, rubric: Any, build: Any
    ) -> None:
        found = find_in(rubric, build, ("",), {1: {"model_2c": Net(100)}, 2: {"model_2c": None}})
        assert found["2C"].found == "model_2c, cell 1, line 1"

    def test_one_that_is_no_network_in_the_end_is_told(self, rubric: Any, build: Any) -> None:
        cells = {1: {"model_2c": Net(100)}, 2: {"model_2c": "Net"}, 3: {"model": Net(90)}}
        check = find_in(rubric, build, ("C",), cells)["2C"]
        assert check.message == "model_2c is a Net, not an nn.Sequential"

    def test_one_whose_statement_failed_is_told(self, rubric: Any, build: Any) -> None:
        cells = {1: {"model_2c": Fails}, 2: {"net": Net(500)}}
        check = find_in(rubric, build, ("",), cells)["2C"]
        assert "cell 1, line 1 failed, so there is no model_2c" in check.message

    def test_unless_there_is_an_answer_all_the_same(self, rubric: Any, build: Any) -> None:
        cells = {1: trained(80), 2: {"model_2c": Fails}, 11: trained(90)}
        assert units(find_in(rubric, build, ("C", "D"), cells)["2C"]) == 80
        cells = {1: {"model_2c": Fails}, 2: {"net": Net(90)}}
        assert units(find_in(rubric, build, ("",), cells)["2C"]) == 90

    def test_the_recipe_is_that_of_the_section_in_which_they_stand(
        self, rubric: Any, build: Any
    ) -> None:
        def part(id_: str, units_: int) -> dict[str, Any]:
            net = Net(units_)
            adam = Adam(net)
            return {
                f"model_{id_}": net, "optimizer": adam, "scheduler": Step(adam), "epochs": units_,
                "test_accuracy": units_ / 1000,
            }  # fmt: skip

        below = {"epochs": 12}  # the network, and still in its part
        cells = {1: part("2c", 90), 11: part("2d", 150), 13: below, 21: part("2e", 900)}
        del cells[11]["scheduler"]
        found = find_in(rubric, build, ("C", "D", "E"), cells)
        assert not any(answer.faults for answer in found.values())
        assert [answer.network.epochs for answer in found.values()] == [90, 12, 900]
        assert [answer.test_accuracy for answer in found.values()] == [0.09, 0.15, 0.9]
        has_schedule = [answer.network.schedule is not None for answer in found.values()]
        assert has_schedule == [True, False, True]

    def test_or_of_the_one_in_which_they_get_their_optimizer(self, rubric: Any, build: Any) -> None:
        first, second = Net(90), Net(150)
        cells = {
            1: {"model_2c": first, "model_2d": second},
            11: {"epochs": 4, "optimizer_2c": Adam(first, 0.1)},
            21: {"epochs": 5, "optimizer_2d": Adam(second, 0.2)},
        }
        found = find_in(rubric, build, ("Networks", "C", "D"), cells)
        assert (rate(found["2C"]), found["2C"].network.epochs) == (0.1, 4)
        assert (rate(found["2D"]), found["2D"].network.epochs) == (0.2, 5)


class TestRules:
    def test_the_last_network_that_fits_is_taken(self, rubric: Any, build: Any) -> None:
        cells = {1: trained(100, 0.1), 2: trained(200, 0.2), 3: trained(999, 0.3)}
        found = find_in(rubric, build, ("",), cells)
        assert [units(answer) for answer in found.values()] == [100, 200, 999]
        assert [rate(answer) for answer in found.values()] == [0.1, 0.2, 0.3]
        assert found["2C"].found == "model, cell 1, line 1: the last fitting nn.Sequential"

    def test_if_none_fits_the_last_is_taken_so_that_its_rules_are_told(
        self, rubric: Any, build: Any
    ) -> None:
        found = find_in(rubric, build, ("",), {1: trained(5_000), 2: trained(6_000)})
        assert units(found["2C"]) == 6_000
        assert found["2C"].found == "model, cell 1, line 2: the last nn.Sequential"

    def test_an_empty_one_is_taken_last(self, rubric: Any, build: Any) -> None:
        cells = {1: {"a": Net(5_000)}, 2: {"b": Net(None)}}
        assert units(find_in(rubric, build, ("",), cells)["2C"]) == 5_000
        check = find_in(rubric, build, ("",), {2: {"b": Net(None)}})["2C"]
        assert check.message == "b is an empty nn.Sequential()"

    def test_a_name_that_problems_share_counts_if_it_was_bound_once(
        self, rubric: Any, build: Any
    ) -> None:
        found = find_in(rubric, build, ("",), {1: {"model": Net(80)}, 2: {"net": Net(50)}})
        assert found["2C"].found == "model, cell 1, line 1"

    def test_but_only_for_problems_that_it_fits_if_there_is_one_that_fits_better(
        self, rubric: Any, build: Any
    ) -> None:
        cells = {1: {"model": Net(500)}, 2: {"net": Net(150)}}
        found = find_in(rubric, build, ("",), cells)
        assert found["2C"].found == "model, cell 1, line 1"  # nothing fits: so the rules are told
        assert found["2D"].found == "net, cell 1, line 2: the last fitting nn.Sequential"
        assert found["2E"].found == "model, cell 1, line 1"

    def test_what_the_replacing_cell_sets_is_not_for_what_it_replaces(
        self, rubric: Any, build: Any
    ) -> None:
        cells = {
            1: {"epochs": 4}, 2: trained(100), 11: {"epochs": 5}, 12: trained(200),
            21: {"epochs": 6}, 22: trained(900),
        }  # fmt: skip
        found = find_in(rubric, build, ("", "", ""), cells)
        assert [answer.network.epochs for answer in found.values()] == [4, 5, 6]

    def test_unless_the_optimizer_was_built_in_that_cell(self, rubric: Any, build: Any) -> None:
        net = Net(100)
        cells = {
            1: {"model": net}, 11: {"epochs": 5}, 12: {"optimizer": Adam(net, 0.5)},
            13: trained(900),
        }  # fmt: skip
        answer = find_in(rubric, build, ("", ""), cells)["2C"]
        assert (rate(answer), answer.network.epochs) == (0.5, 5)

    def test_an_optimizer_that_goes_from_network_to_network_takes_the_epochs_along(
        self, rubric: Any, build: Any
    ) -> None:
        nets = [Net(90), Net(150), Net(900)]
        cells: dict[int, Any] = {1: {f"net{n}": net for n, net in enumerate(nets)}}
        for n, net in enumerate(nets, start=1):
            cells |= {10 * n + 1: {"epochs": n}, 10 * n + 2: {"optimizer": Adam(net, n / 10)}}
        found = find_in(rubric, build, ("", "", "", ""), cells)
        assert [rate(answer) for answer in found.values()] == [0.1, 0.2, 0.3]
        assert [answer.network.epochs for answer in found.values()] == [1, 2, 3]

    @pytest.mark.parametrize("claim", [{"model_2d": Net(90)}, {"model": Net(90)}])
    def test_what_another_problem_claims_is_not_taken(
        self, rubric: Any, build: Any, claim: dict[str, Any]
    ) -> None:
        found = find_in(rubric, build, ("", "D"), {1: {"mine": Net(80)}, 11: claim})
        assert units(found["2D"]) == 90
        assert found["2C"].found == "mine, cell 1, line 1: the last fitting nn.Sequential"

    def test_nor_under_another_name(self, rubric: Any, build: Any) -> None:
        net = Net(90)
        check = find_in(rubric, build, ("",), {1: {"model": net}, 2: {"model_2d": net}})["2C"]
        assert isinstance(check, CheckResult)
        assert check.message == (
            "there is no network for 2C: model, cell 1, line 1, is another problem's"
        )

    def test_a_sample_is_taken_only_where_nothing_else_is(self, rubric: Any, build: Any) -> None:
        sample = {1: {"model": Net(70)}}
        found = find_in(rubric, build, ("Sample code", "Mine"), {**sample, 11: {"net": Net(50)}})
        assert units(found["2C"]) == 50
        assert units(find_in(rubric, build, ("Sample code",), sample)["2C"]) == 70

    def test_a_notebook_without_any_network_has_none(self, rubric: Any, build: Any) -> None:
        check = find_in(rubric, build, ("",), {1: {"x": 3}})["2C"]
        assert check.message == "the file has no model_2c or model"


class TestLoops:
    """A sweep builds network after network; none of them is the answer."""

    SOURCE = b"model = ...\n" * 12 + b"  for p in rates:\n"
    LINE = 13

    def find(self, rubric: Any, build: Any, *told: Any) -> dict[str, Any]:
        return find(rubric, Story(build, *told).described_file(source=self.SOURCE))

    def test_under_a_heading_the_network_before_the_loop_counts(
        self, rubric: Any, build: Any
    ) -> None:
        cells = {1: trained(80), 11: trained(150, 0.5), 12: {"epochs": 4}, 13: trained(160, 0.9)}
        answer = self.find(rubric, build, ("C", "D"), cells)["2D"]
        assert answer.found == "model, cell 2, line 1, under the heading Problem D"
        assert (units(answer), rate(answer), answer.network.epochs) == (150, 0.5, 4)

    def test_without_headings_too(self, rubric: Any, build: Any) -> None:
        cells = {1: trained(80), 11: trained(150, 0.5), 13: trained(160, 0.9)}
        answer = self.find(rubric, build, ("", ""), cells)["2D"]
        how = "the last fitting nn.Sequential outside of loops"
        assert answer.found == f"model, cell 2, line 1: {how}"
        assert rate(answer) == 0.5

    def test_under_a_name_of_its_own_too(self, rubric: Any, build: Any) -> None:
        net, swept = Net(80), Net(70)
        cells = {
            1: {"model_2c": net, "optimizer": Adam(net, 0.5)},
            13: {"model_2c": swept, "optimizer": Adam(swept, 0.9)},
        }
        assert rate(self.find(rubric, build, ("C",), cells)["2C"]) == 0.5

    def test_an_optimizer_that_a_loop_takes_is_still_the_networks(
        self, rubric: Any, build: Any
    ) -> None:
        swept = Net(70)
        cells = {1: trained(80, 0.5), 13: {"net": swept, "optimizer": Adam(swept, 0.9)}}
        assert rate(self.find(rubric, build, ("C",), cells)["2C"]) == 0.5

    def test_where_there_is_nothing_else_the_loops_last_counts(
        self, rubric: Any, build: Any
    ) -> None:
        cells = {1: trained(80), 13: trained(160, 0.9)}
        assert units(self.find(rubric, build, ("C", "D"), cells)["2D"]) == 160
        assert units(self.find(rubric, build, ("",), {13: trained(60)})["2C"]) == 60

    @pytest.mark.parametrize("headings", [("C",), ("",)])
    def test_the_sweeps_results_are_those_after_the_loop(
        self, build: Any, headings: tuple[str, ...]
    ) -> None:
        rubric = build.rubric(
            {"id": "2C", "points": 20, "network": WITH_DROPOUT, "sweep": SWEEP},
            {"id": "2D", "network": {"max_hidden_units": 200}},
        )
        cells = {1: trained(80), 13: trained(70), 14: {"dropout_sweep": [0.5, 0.6]}}
        answer = self.find(rubric, build, headings, cells)["2C"]
        assert units(answer) == 80
        assert answer.dropout_sweep == (0.5, 0.6)


class TestManyStates:
    def many(self, first: int, times: int) -> dict[int, Any]:
        """Replace network and optimizer over and over."""
        return {first + n: trained(150, 0.1 + n / 1000) for n in range(times)}

    def test_repetitions_under_one_heading_leave_the_others_alone(
        self, rubric: Any, build: Any
    ) -> None:
        cells = {1: trained(80, 0.5), **self.many(11, 60), 101: trained(900)}
        headings = ("C", "D", *[""] * 8, "E")
        found = find_in(rubric, build, headings, cells)
        assert [units(answer) for answer in found.values()] == [80, 150, 900]
        assert rate(found["2C"]) == 0.5

    def test_what_was_not_kept_is_blamed_on_nobody(self, rubric: Any, build: Any) -> None:
        cells = {1: {"net": Net(80)}, 2: {"net": None}, **self.many(11, 60)}
        check = find_in(rubric, build, ("", "D"), cells)["2C"]
        assert check.message == (
            "no network was found for 2C; the notebook replaces so many that 22 of its "
            "states were not kept"
        )
        assert check.advice == "assign your nn.Sequential to model_2c"


class TestScripts:
    def test_a_script_hands_in_what_its_names_are_bound_to_in_the_end(
        self, rubric: Any, build: Any
    ) -> None:
        found = find_in(rubric, build, (), {1: trained(900), 2: trained(200), 3: {"net": Net(5)}})
        assert [units(found[id_]) for id_ in ("2D", "2E")] == [200] * 2
        assert found["2D"].found == "model, line 2"

    def test_what_had_an_optimizer_comes_before_what_had_none(
        self, rubric: Any, build: Any
    ) -> None:
        found = find_in(rubric, build, (), {1: trained(100), 2: trained(200), 3: {"net": Net(5)}})
        assert found["2C"].found == "model, line 1: the last fitting nn.Sequential"

    def test_networks_under_other_names_are_found_by_the_rules(
        self, rubric: Any, build: Any
    ) -> None:
        found = find_in(rubric, build, (), {1: {"net": Net(100)}})
        assert found["2C"].found == "net, line 1: the last fitting nn.Sequential"

    def test_in_a_script_nothing_that_breaks_the_rules_is_taken(
        self, rubric: Any, build: Any
    ) -> None:
        check = find_in(rubric, build, (), {1: {"net": Net(5_000)}})["2C"]
        assert check.message == "the file has no model_2c or model"


class TestSeveralFiles:
    def script(self, build: Any, name: str, problem: str | None = None, **bound: Any) -> Any:
        return Story(build, (), {3: bound}).described_file(name=name, problem=problem)

    def test_a_file_named_after_the_problem_is_the_only_one_asked(
        self, rubric: Any, build: Any
    ) -> None:
        own = self.script(build, "2c.py", "2c", model=Net(90))
        other = self.script(build, "rest.py", None, model_2c=Net(50), model_2d=Net(150))
        found = find(rubric, other, own)
        assert found["2C"].found == "2c.py: model, line 3"  # type: ignore[union-attr]
        assert found["2D"].found == "rest.py: model_2d, line 3"  # type: ignore[union-attr]

    def test_no_file_for_a_problem_is_told(self, rubric: Any, build: Any) -> None:
        files = [self.script(build, f"{id_}.py", id_, model=Net(90)) for id_ in ("2C", "2D")]
        check = find(rubric, *files)["2E"]
        assert check.message == "no file is for 2E: 2C.py is for 2C, 2D.py is for 2D"  # type: ignore[union-attr]

    def test_own_names_in_any_file_come_before_shared_ones_in_the_first(
        self, rubric: Any, build: Any
    ) -> None:
        first = self.script(build, "a.py", model=Net(90))
        found = find(rubric, first, self.script(build, "b.py", model_2d=Net(150)))
        assert found["2C"].found == "a.py: model, line 3"  # type: ignore[union-attr]
        assert found["2D"].found == "b.py: model_2d, line 3"  # type: ignore[union-attr]

    def test_of_two_answers_the_first_files_counts_and_the_other_is_named(
        self, rubric: Any, build: Any
    ) -> None:
        files = [self.script(build, name, model_2c=Net(90)) for name in ("a.py", "b.py", "c.py")]
        answer = find(rubric, *files)["2C"]
        assert answer.found == "a.py: model_2c, line 3; b.py, c.py have one too, passed over"  # type: ignore[union-attr]

    def test_an_answer_comes_before_what_is_none(self, rubric: Any, build: Any) -> None:
        broken = self.script(build, "a.py", model_2c="Net")
        good = self.script(build, "b.py", model_2c=Net(90))
        assert find(rubric, broken, good)["2C"].found == "b.py: model_2c, line 3"  # type: ignore[union-attr]
        check = find(rubric, broken, self.script(build, "c.py"))["2C"]
        assert check.message == "a.py: model_2c is a Net, not an nn.Sequential"  # type: ignore[union-attr]

    def test_under_a_shared_name_the_first_file_that_fits_counts(
        self, rubric: Any, build: Any
    ) -> None:
        files = [self.script(build, f"{n}.py", model=Net(n)) for n in (900, 150, 80)]
        found = find(rubric, *files)
        assert [answer.found for answer in found.values()] == [  # type: ignore[union-attr]
            "80.py: model, line 3",
            "150.py: model, line 3; 80.py has one too, passed over",
            "900.py: model, line 3; 150.py, 80.py have one too, passed over",
        ]

    def test_a_script_that_holds_the_end_of_a_notebook_hides_nothing_of_it(
        self, rubric: Any, build: Any
    ) -> None:
        parts = {1: trained(80), 2: trained(150), 3: trained(900)}
        notebook = Story(build, ("",), parts).described_file()
        script = Story(build, (), parts).described_file(name="a.py")
        found = find(rubric, script, notebook)
        assert [units(answer) for answer in found.values()] == [80, 150, 900]
        worse = find(rubric, self.script(build, "b.py", model=Net(5_000)), script)["2C"]
        assert worse.found.startswith("a.py: model, line 1")  # type: ignore[union-attr]

    def test_a_notebook_beside_a_script(self, rubric: Any, build: Any) -> None:
        notebook = Story(build, ("C", "D"), {1: trained(100), 11: trained(150)}).described_file()
        found = find(rubric, self.script(build, "e.py", model_2e=Net(900)), notebook)
        assert [answer.found for answer in found.values()] == [  # type: ignore[union-attr]
            "hw.ipynb: model, cell 1, line 1, under the heading Problem C",
            "hw.ipynb: model, cell 2, line 1, under the heading Problem D",
            "e.py: model_2e, line 3",
        ]

    def test_a_notebook_for_one_problem_holds_nothing_of_another(
        self, rubric: Any, build: Any
    ) -> None:
        story = Story(build, ("C", "D"), {1: trained(80), 11: trained(90, 0.5)})
        other = self.script(build, "rest.py")
        answer = find(rubric, story.described_file(problem="2C"), other)["2C"]
        assert units(answer) == 80  # under its own heading
        story = Story(build, ("x", "y"), {1: trained(80), 11: trained(90, 0.5)})
        answer = find(rubric, story.described_file(problem="2C"), other)["2C"]
        assert units(answer) == 90

    def test_without_an_answer_the_file_that_tried_is_told_of(
        self, rubric: Any, build: Any
    ) -> None:
        empty = self.script(build, "a.py", x=3)
        tried = Story(build, (), {4: {"model_2c": Fails}}).described_file(name="b.py")
        check = find(rubric, empty, tried)["2C"]
        assert check.message.startswith("b.py: line 4 failed, so there is no model_2c")  # type: ignore[union-attr]
        check = find(rubric, empty, self.script(build, "c.py"))["2C"]
        assert check.message == "none of a.py, c.py has model_2c or model"  # type: ignore[union-attr]


class TestBesideTrainings:
    """Names of the rubric, in a file that has trained what they hold."""

    def file(
        self, build: Any, *runs: Any, held: Mapping[str, int], **variables: Any
    ) -> DescribedFile:
        """Every name holds a network of so many units, bound in line 7."""
        nets = list(dict.fromkeys(held.values()))
        described = build.description(
            networks=[
                {"layers": build.layers(layers(net)), "layer_count": 4, "defect": None}
                for net in nets
            ],
            variables={
                **{
                    name: {"kind": "network", "index": nets.index(net), "line": 7}
                    for name, net in held.items()
                },
                **variables,
            },
        )
        trained: DescribedFile = build.trained_file(*runs)
        extraction = trained.extraction.model_copy(update={"description": described})
        return replace(trained, extraction=extraction)

    def run(self, build: Any, net: int, name: str, **changes: Any) -> Any:
        return build.run(*layers(net), names={name: 7}, **changes)

    def test_the_name_tells_which_and_the_training_how(self, build: Any, rubric: Any) -> None:
        run = self.run(build, 50, "model_2c", epochs=12, batch_size=64, lr=[0.2, 0.1])
        answer = found_answer(find(rubric, self.file(build, run, held={"model_2c": 50})), "2C")
        assert (answer.how, answer.found) == ("name", "model_2c, line 7")
        assert (answer.network.epochs, answer.network.batch_size) == (12, 64)
        assert answer.network.optimizer is not None
        assert answer.network.schedule is not None
        assert answer.trained is not None

    def test_epochs_of_its_own_beat_those_it_was_trained_for(self, build: Any, rubric: Any) -> None:
        run = self.run(build, 50, "model_2c", epochs=2)
        number = {"kind": "number", "value": 25, "line": 3}
        file = self.file(build, run, held={"model_2c": 50}, epochs_2c=number)
        assert found_answer(find(rubric, file), "2C").network.epochs == 25

    def test_epochs_under_a_shared_name_do_not(self, build: Any, rubric: Any) -> None:
        run = self.run(build, 50, "model_2c", epochs=2)
        number = {"kind": "number", "value": 25, "line": 3}
        file = self.file(build, run, held={"model_2c": 50}, epochs=number)
        assert found_answer(find(rubric, file), "2C").network.epochs == 2

    def test_of_a_network_that_was_never_trained_names_alone_tell(
        self, build: Any, rubric: Any
    ) -> None:
        number = {"kind": "number", "value": 25, "line": 3}
        file = self.file(build, held={"model_2c": 50}, epochs=number)
        answer = found_answer(find(rubric, file), "2C")
        assert (answer.network.epochs, answer.trained) == (25, None)

    def test_layers_are_those_that_were_trained(self, build: Any, rubric: Any) -> None:
        # The file has changed the network since; line and name tell that it is the same.
        run = self.run(build, 60, "model_2c")
        file = self.file(build, run, held={"model_2c": 50})
        assert units(find(rubric, file)["2C"]) == 60

    def test_a_training_of_another_line_is_of_another_network(
        self, build: Any, rubric: Any
    ) -> None:
        run = build.run(*layers(60), names={"model_2c": 9})
        file = self.file(build, run, held={"model_2c": 50})
        assert found_answer(find(rubric, file), "2C").trained is None

    def test_a_network_answers_one_problem_alone(self, build: Any, rubric: Any) -> None:
        run = build.run(*layers(50), names={"model_2c": 7, "model": 7})
        found = find(rubric, self.file(build, run, held={"model_2c": 50, "model": 50}))
        assert units(found["2C"]) == 50
        assert isinstance(found["2D"], CheckResult)

    def test_a_name_of_its_own_beats_whatever_was_trained(self, build: Any, rubric: Any) -> None:
        runs = self.run(build, 60, "net"), self.run(build, 70, "net2", statement=40)
        found = find(rubric, self.file(build, *runs, held={"model_2c": 50}))
        assert units(found["2C"]) == 50

    def test_of_two_files_the_first_counts_and_the_other_is_named(
        self, build: Any, rubric: Any
    ) -> None:
        files = [
            replace(each, file=replace(each.file, name=name))
            for name, each in (
                ("a.py", self.file(build, held={"model_2c": 50})),
                ("b.py", self.file(build, held={"model_2c": 60})),
            )
        ]
        answer = found_answer(find(rubric, *files), "2C")
        assert answer.found == "a.py: model_2c, line 7; b.py has one too, passed over"


def found_answer(found: Mapping[str, Answer | CheckResult], id_: str) -> Answer:
    answer = found[id_]
    assert isinstance(answer, Answer), answer
    return answer
