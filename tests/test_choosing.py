from typing import Any

import pytest

from grader.checks.problem_under_test import UnderTest
from grader.checks.training_plan import check_optimizer
from grader.choosing import Answer, choose_network
from grader.results import CheckResult

ALL = ("epochs", "batch_size", "optimizer", "scheduler")


def choose(build: Any, described: dict[str, Any], **tables: Any) -> Any:
    """Choose for problem 2C, where students may set everything unless `tables` say otherwise."""
    tables.setdefault("training", {"student_sets": ALL})
    return choose_network(build.description(**described), build.problem(**tables))


def variables(**more: dict[str, Any]) -> dict[str, Any]:
    own = {"model_2c": {"kind": "network", "index": 0}}
    return {name: {"line": 3, **value} for name, value in (own | more).items()}


def faults(answer: Any) -> dict[str, str]:
    assert isinstance(answer, Answer), answer
    return {fault.rule: fault.message for fault in answer.faults}


class TestModel:
    def test_the_first_name_that_exists_is_taken(self, build: Any) -> None:
        both = variables(model={"kind": "network", "index": 0, "line": 9})
        answer = choose(build, {"variables": both})
        assert isinstance(answer, Answer)
        assert answer.found == "model_2c, line 3"
        del both["model_2c"]
        answer = choose(build, {"variables": both})
        assert isinstance(answer, Answer)
        assert answer.found == "model, line 9"

    def test_a_file_that_is_no_python_fails_submission_with_its_line(self, build: Any) -> None:
        check = choose(build, {"fault": {"message": "does not parse", "line": 7}})
        assert isinstance(check, CheckResult)
        assert (check.rule, check.outcome) == ("submission", "failed")
        assert check.message == "line 7: does not parse"

    def test_without_the_name_the_model_fails_and_the_name_is_told(self, build: Any) -> None:
        check = choose(build, {"variables": {}})
        assert (check.rule, check.outcome) == ("model", "failed")
        assert "no model_2c or model" in check.message
        assert "model_2c" in check.advice

    def test_the_statement_that_would_have_made_the_model_is_quoted(self, build: Any) -> None:
        failure = {"line": 4, "statement": "model_2c = ...", "error": "NameError: nn", "names": []}
        quoted = choose(build, {"variables": {}, "failures": [failure | {"names": ["model_2c"]}]})
        assert quoted.message == "line 4 failed, so there is no model_2c or model: NameError: nn"
        other = choose(build, {"variables": {}, "failures": [failure | {"names": ["x"]}]})
        assert "line 4 failed: NameError: nn" in other.message

    def test_a_file_that_did_not_end_says_so(self, build: Any) -> None:
        cut = {"variables": {}, "finished": False, "notes": ["line 2 was still running"]}
        assert "line 2 was still running" in choose(build, cut).message

    @pytest.mark.parametrize(
        ("variable", "piece"),
        [
            ({"kind": "class", "class_name": "Net", "is_module": True}, "the class Net, not a"),
            (
                {"kind": "module", "class_name": "Net", "is_sequential": True},
                "a subclass of nn.Seq",
            ),
            ({"kind": "module", "class_name": "Net", "is_sequential": False}, "a Net, not an nn."),
            ({"kind": "function"}, "is a function, not a network"),
            ({"kind": "number", "value": 3}, "is 3, not an nn.Sequential"),
            ({"kind": "number", "value": 0.5}, "is 0.5, not"),
            ({"kind": "numbers", "values": [1, 2]}, "a list of 2 numbers"),
            ({"kind": "optimizer", "index": 0}, "an optimizer"),
            ({"kind": "schedule", "index": 0}, "a schedule"),
            ({"kind": "other", "shown": "of type str"}, "of type str"),
        ],
    )
    def test_what_stands_there_instead_is_named(
        self, build: Any, variable: dict[str, Any], piece: str
    ) -> None:
        check = choose(build, {"variables": {"model_2c": {"line": 1, **variable}}})
        assert (check.rule, check.outcome) == ("model", "failed")
        assert piece in check.message

    def test_an_empty_sequential_fails(self, build: Any) -> None:
        check = choose(build, {"layers": []})
        assert check.message == "model_2c is an empty nn.Sequential()"

    def test_a_sequential_with_a_hook_fails(self, build: Any) -> None:
        network = {"layers": build.layers(build.mlp), "layer_count": 4, "defect": "has a hook"}
        assert choose(build, {"networks": [network]}).message == "model_2c has a hook"

    def test_a_network_beyond_those_described_fails(self, build: Any) -> None:
        far = variables(model_2c={"kind": "network", "index": 999})
        assert choose(build, {"variables": far}).rule == "model"


class TestNumbers:
    @pytest.mark.parametrize(("value", "read"), [(12, 12), (64.0, 64), (1, 1)])
    def test_whole_numbers_are_read(self, build: Any, value: float, read: int) -> None:
        answer = choose(
            build, {"variables": variables(epochs_2c={"kind": "number", "value": value})}
        )
        assert answer.network.epochs == read
        assert not answer.faults

    @pytest.mark.parametrize("value", [0, -1, 2.5, 0.5])
    def test_other_numbers_are_a_fault_that_shows_them(self, build: Any, value: float) -> None:
        number = {"kind": "number", "value": value}
        answer = choose(build, {"variables": variables(batch_size=number)})
        assert faults(answer)["training"].startswith(f"batch_size is {value:g}, not a whole number")

    def test_a_number_that_is_none_is_no_fault_where_the_rubric_mandates_it(
        self, build: Any
    ) -> None:
        wrong = variables(epochs={"kind": "other", "shown": "'ten'"})
        answer = choose(build, {"variables": wrong}, training={"student_sets": ()})
        assert not answer.faults
        assert answer.network.epochs is None

    @pytest.mark.parametrize(
        ("value", "read"),
        [
            (0.9786, 0.9786),
            (97.86, 0.9786),
            (1, 1.0),
            (0, 0.0),
            (100, 1.0),
            (100.5, None),
            (-1, None),
        ],
    )
    def test_a_claim_is_read_as_a_fraction_or_in_percent(
        self, build: Any, value: float, read: float | None
    ) -> None:
        claim = variables(test_accuracy_2c={"kind": "number", "value": value})
        answer = choose(build, {"variables": claim})
        assert answer.test_accuracy == pytest.approx(read)
        assert (answer.claim_fault is None) == (read is not None)


SWEEP = {
    "points": 20,
    "network": {"required_layers": {"Dropout": 1}},
    "sweep": {"values": (0.0, 0.5), "tolerance": 0.1, "matches_at_least": 1, "points": 10},
}


class TestSweep:
    @pytest.mark.parametrize(
        ("values", "piece"),
        [
            ([0.9], "1 numbers; the sweep has 2"),
            ([0.9, 0.8, 0.7], "3 numbers; the sweep has 2"),
            ([0.9, 101], "no accuracy"),
        ],
    )
    def test_claims_that_do_not_fit_the_sweep_are_a_fault(
        self, build: Any, values: list[float], piece: str
    ) -> None:
        claims = variables(dropout_sweep={"kind": "numbers", "values": values})
        answer = choose(build, {"variables": claims}, **SWEEP)
        assert answer.dropout_sweep is None
        assert piece in answer.sweep_fault

    def test_as_many_claims_as_values_are_read(self, build: Any) -> None:
        claims = variables(dropout_sweep_2c={"kind": "numbers", "values": [0.9, 80]})
        answer = choose(build, {"variables": claims}, **SWEEP)
        assert answer.dropout_sweep == (0.9, 0.8)
        assert answer.sweep_fault is None

    def test_no_claims_are_told_from_wrong_ones(self, build: Any) -> None:
        answer = choose(build, {}, **SWEEP)
        assert answer.sweep_fault == "no sweep was handed in: the file has no dropout_sweep_2c"


def with_optimizer(build: Any, **view: Any) -> dict[str, Any]:
    over = build.optimizer_view(build.network(), **view)
    return {
        "optimizers": [{"over": [over], "defect": None}],
        "variables": variables(optimizer_2c={"kind": "optimizer", "index": 0}),
    }


class TestOptimizer:
    def test_it_is_taken_with_all_its_options(self, build: Any) -> None:
        answer = choose(build, with_optimizer(build, options={"lr": 0.01}))
        assert not answer.faults
        (group,) = answer.network.optimizer.groups
        assert (answer.network.optimizer.name, group.options["lr"]) == ("Adam", 0.01)
        assert group.parameters == ("1.weight", "1.bias", "3.weight", "3.bias")

    def test_options_torch_does_not_know_are_left_out(self, build: Any) -> None:
        described = with_optimizer(build)
        described["optimizers"][0]["over"][0]["groups"][0]["options"]["lr_mult"] = 3
        (group,) = choose(build, described).network.optimizer.groups
        assert "lr_mult" not in group.options

    def test_where_the_rubric_mandates_one_it_is_not_even_looked_at(self, build: Any) -> None:
        described = with_optimizer(build, defect="has its step replaced")
        answer = choose(build, described, training={"student_sets": ()})
        assert answer.network.optimizer is None
        assert not answer.faults

    @pytest.mark.parametrize(
        ("view", "piece"),
        [
            ({"network": 1}, "the parameters of another network"),
            (
                {"foreign_parameters": 2},
                "also updates parameters that are not this model's (2 of them)",
            ),
            ({"defect": "has lr = nan"}, "optimizer_2c has lr = nan"),
            ({"name": "LBFGS"}, "is of the class LBFGS, which cannot be graded"),
            ({"name": "MyAdam", "defect": "is a subclass of Adam"}, "is a subclass of Adam"),
        ],
    )
    def test_one_that_cannot_be_used_is_a_fault(
        self, build: Any, view: dict[str, Any], piece: str
    ) -> None:
        answer = choose(build, with_optimizer(build, **view))
        assert piece in faults(answer)["optimizer"]
        assert answer.network.optimizer is None

    @pytest.mark.parametrize(
        ("option", "value"),
        [
            ("lr", -0.1), ("lr", None), ("lr", True), ("betas", [0.9, 1.0]), ("betas", 0.9),
            ("betas", [0.9, None]), ("eps", -1e-8), ("weight_decay", -1), ("amsgrad", 1),
        ],
    )  # fmt: skip
    def test_values_that_torch_refuses_are_the_students_fault(
        self, build: Any, option: str, value: Any
    ) -> None:
        described = with_optimizer(build)
        described["optimizers"][0]["over"][0]["groups"][0]["options"][option] = value
        answer = choose(build, described)
        assert option in faults(answer)["optimizer"]

    def test_an_option_that_is_missing_is_a_fault(self, build: Any) -> None:
        described = with_optimizer(build)
        del described["optimizers"][0]["over"][0]["groups"][0]["options"]["eps"]
        assert "has no eps" in faults(choose(build, described))["optimizer"]

    def test_a_function_stands_for_what_it_gave(self, build: Any) -> None:
        described = with_optimizer(build)
        described["variables"]["optimizer_2c"] = {"kind": "function", "line": 5}
        call = {"function": "optimizer_2c", "network": 0, "optimizer": 0, "schedule": None}
        assert choose(build, described | {"made": [call | {"problem": None}]}).network.optimizer
        failed = call | {"optimizer": None, "problem": "TypeError: no"}
        answer = choose(build, described | {"made": [failed]})
        assert "gives no optimizer: TypeError: no" in faults(answer)["optimizer"]

    def test_something_else_under_its_name_is_a_fault(self, build: Any) -> None:
        wrong = variables(optimizer={"kind": "class", "class_name": "Adam", "is_module": False})
        answer = choose(build, {"variables": wrong})
        assert "optimizer is the class Adam" in faults(answer)["optimizer"]


def with_schedule(build: Any, *rates: float, **changes: Any) -> dict[str, Any]:
    spec = {"kind": "recorded", "name": "StepLR", "groups": [{"lr": list(rates)}]}
    schedule = {"name": "StepLR", "spec": spec, "defect": None, "optimizer": 0} | changes
    described = with_optimizer(build)
    described["variables"]["scheduler_2c"] = {"kind": "schedule", "index": 0, "line": 6}
    return described | {"schedules": [schedule]}


class TestSchedule:
    def test_it_is_taken_with_its_optimizer(self, build: Any) -> None:
        answer = choose(build, with_schedule(build, 0.1, 0.0))
        assert not answer.faults
        assert answer.network.schedule.groups == ({"lr": (0.1, 0.0)},)

    @pytest.mark.parametrize(
        ("changes", "piece"),
        [
            ({"optimizer": 1}, "another optimizer's learning rate"),
            ({"optimizer": None}, "another optimizer's learning rate"),
            ({"steps_before": 2}, "had been stepped 2 times"),
            ({"spec": None, "defect": "cannot be stepped"}, "scheduler_2c cannot be stepped"),
            ({"spec": None}, "could not be recorded"),
        ],
    )
    def test_one_that_cannot_be_used_is_a_fault(
        self, build: Any, changes: dict[str, Any], piece: str
    ) -> None:
        assert piece in faults(choose(build, with_schedule(build, 0.1, **changes)))["scheduler"]

    def test_a_negative_rate_is_a_fault_with_its_epoch(self, build: Any) -> None:
        message = faults(choose(build, with_schedule(build, 0.1, -0.5)))["scheduler"]
        assert "to -0.5 in epoch 2, below 0" in message

    @pytest.mark.parametrize(("factor", "fits"), [(0.99, True), (1.0, False)])
    def test_a_plateau_needs_a_factor_below_1(self, build: Any, factor: float, fits: bool) -> None:
        plateau = {
            "kind": "plateau", "mode": "min", "factor": factor, "patience": 1, "threshold": 0.1,
            "threshold_mode": "rel", "cooldown": 0, "min_lr": [0.0], "eps": 1e-8,
        }  # fmt: skip
        answer = choose(build, with_schedule(build, spec=plateau))
        assert ("scheduler" not in faults(answer)) == fits

    def test_without_an_optimizer_it_is_a_fault(self, build: Any) -> None:
        described = with_schedule(build, 0.1)
        del described["variables"]["optimizer_2c"]
        answer = choose(build, described)
        assert "has no optimizer to act on" in faults(answer)["scheduler"]

    def test_beside_a_faulty_optimizer_it_is_not_held_against_the_default(self, build: Any) -> None:
        described = with_schedule(build, 0.1)
        described["optimizers"][0]["over"][0]["defect"] = "has its step replaced"
        answer = choose(build, described)
        assert list(faults(answer)) == ["optimizer"]
        assert answer.network.schedule is None


class TestWhatTheFileDidNotReach:
    NOTE = "the file did not run to its end: line 5 was still running after 30 s"

    def test_an_optimizer_further_down_is_not_replaced_by_the_default(self, build: Any) -> None:
        description = build.description(
            finished=False, unreached=["optimizer_2c", "epochs_2c"], notes=[self.NOTE]
        )
        problem = build.problem(training={"student_sets": ("optimizer", "epochs")})
        answer = choose_network(description, problem)
        assert isinstance(answer, Answer)
        assert {fault.rule for fault in answer.faults} == {"optimizer", "training"}
        assert all("was not reached: the file did not run" in f.message for f in answer.faults)

    def test_a_file_that_never_meant_to_set_one_gets_the_default(self, build: Any) -> None:
        description = build.description(finished=False, notes=[self.NOTE])
        answer = choose_network(description, build.problem())
        assert isinstance(answer, Answer)
        assert answer.faults == ()


def test_a_wish_for_an_optimizer_that_is_mandated_is_noted_and_not_followed(build: Any) -> None:
    network = build.network()
    description = build.description(
        optimizers=[{"over": [build.optimizer_view(network)], "defect": None}],
        variables={
            "model_2c": {"kind": "network", "index": 0, "line": 3},
            "optimizer_2c": {"kind": "optimizer", "index": 0, "line": 4},
        },
    )
    problem = build.problem(training={"student_sets": ()})
    answer = choose_network(description, problem)
    assert isinstance(answer, Answer)
    assert answer.network.optimizer is None
    check = check_optimizer(UnderTest(answer.network, problem, build.facts))
    assert (check.outcome, check.advice) == ("passed", "your optimizer_2c is not followed")
    assert check.message.endswith("as mandated")
