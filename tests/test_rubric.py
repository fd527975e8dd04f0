from typing import Any

import pytest
from pydantic import ValidationError

from grader.rubric import RubricOptimizer


def refused(build: Any, match: str, **tables: Any) -> None:
    with pytest.raises(ValidationError, match=match):
        build.problem(**tables)


class TestNames:
    def test_they_are_derived_from_the_id(self, build: Any) -> None:
        names = build.problem(id="3.G-x").names
        assert names.model == ("model_3_g_x", "model")
        assert names.dropout_sweep == ("dropout_sweep_3_g_x", "dropout_sweep")

    def test_those_that_are_given_replace_the_defaults_key_by_key(self, build: Any) -> None:
        names = build.problem(names={"model": ("net",)}).names
        assert names.model == ("net",)
        assert names.optimizer == ("optimizer_2c", "optimizer")

    @pytest.mark.parametrize("name", ["2c", "a b", "a.b", "", "x" * 81, "import os;"])
    def test_they_are_python_variables(self, build: Any, name: str) -> None:
        refused(build, "pattern", names={"model": (name,)})


class TestTraining:
    def test_a_problem_overrides_the_common_table_key_by_key(self, build: Any) -> None:
        rubric = build.rubric(
            {"id": "A", "training": {"epochs": 3}},
            {"id": "B"},
            training={"epochs": 5, "batch_size": 64},
        )
        assert [(p.training.epochs, p.training.batch_size) for p in rubric.problems] == [
            (3, 64),
            (5, 64),
        ]

    @pytest.mark.parametrize(
        ("training", "match"),
        [
            ({"epochs": 0}, "greater than or equal to 1"),
            ({"epochs": 1001}, "less than or equal to 1000"),
            ({"epochs": 51, "student_sets": ("epochs",)}, "above max_epochs = 50"),
            ({"batch_size": 7, "student_sets": ("batch_size",)}, "not between min_batch_size = 8"),
            ({"seeds": ()}, "at least 1 item"),
            ({"seeds": (1, 1)}, "twice"),
            ({"seeds": (-1,)}, "greater than or equal to 0"),
            ({"student_sets": ("scheduler",)}, 'must list "optimizer" too'),
            ({"student_sets": ("lr",)}, "epochs"),
            ({"standardize": {"mean": 0.1, "std": 0}}, "above 0"),
            ({"standardize": {"mean": 0.1, "std": (0.1, -1.0)}}, "above 0"),
            ({"standardize": {"mean": (), "std": 0.1}}, "at least 1 item"),
            ({"standardize": {"mean": float("nan"), "std": 0.1}}, "finite"),
            ({"loss": "mse"}, "categorical_cross_entropy"),
        ],
    )
    def test_contradictions_are_refused(
        self, build: Any, training: dict[str, Any], match: str
    ) -> None:
        refused(build, match, training=training)

    def test_limits_for_students_bind_only_where_students_choose(self, build: Any) -> None:
        rules = {"epochs": 51, "batch_size": 7, "student_sets": ()}
        assert build.problem(training=rules).training.epochs == 51

    @pytest.mark.parametrize(
        ("training", "epochs"),
        [
            ({"epochs": 10, "max_epochs": 30, "student_sets": ("epochs",)}, 30),
            ({"epochs": 10, "max_epochs": 30, "student_sets": ()}, 10),
        ],
    )
    def test_schedules_are_recorded_as_far_as_any_training_may_go(
        self, build: Any, training: dict[str, Any], epochs: int
    ) -> None:
        assert build.rubric({"id": "A", "training": training}).longest_training == epochs


class TestOptimizer:
    def test_options_not_given_are_torchs_defaults(self, build: Any) -> None:
        options = build.adam(build.network(), lr=0.5).groups[0].options
        assert (options["lr"], options["betas"], options["eps"]) == (0.5, (0.9, 0.999), 1e-8)

    @pytest.mark.parametrize("name", ["ASGD", "Adafactor", "Rprop", "SGD", "NAdam"])
    def test_any_of_the_table_can_be_built(self, name: str) -> None:
        spec = RubricOptimizer.model_validate({"name": name}).spec(("0.weight",))
        assert spec.name == name

    @pytest.mark.parametrize(
        ("optimizer", "match"),
        [
            ({"name": "Adma"}, "'Adma' is not one of"),
            ({"name": "LBFGS"}, "is not one of"),
            ({"name": "Muon"}, "biases"),
            ({"name": "Adam", "momentum": 0.9}, "has no option 'momentum'"),
            ({"name": "Adam", "lr": float("nan")}, "lr = nan"),
            ({"name": "Adam", "lr": float("inf")}, "lr = inf"),
            ({"name": "Adam", "lr": -1}, "lr = -1"),
            ({"name": "Adam", "lr": "fast"}, "a lr that is not"),
            ({"name": "Adam", "lr": True}, "a lr that is not"),
            ({"name": "Adam", "betas": 0.9}, "a betas that is not"),
            ({"name": "Adam", "betas": (0.9, 1.0)}, "betas = "),
            ({"name": "Adam", "amsgrad": 1}, "a amsgrad that is not"),
            ({"name": "SGD", "nesterov": True}, "nesterov"),
            ({"name": "Rprop", "etas": (1.5, 1.2)}, "etas = "),
        ],
    )
    def test_what_torch_would_refuse_is_refused_before_any_training(
        self, build: Any, optimizer: dict[str, Any], match: str
    ) -> None:
        refused(build, match, training={"optimizer": optimizer})


class TestNetwork:
    @pytest.mark.parametrize(
        ("network", "match"),
        [
            ({"allowed_layers": ("Linaer",)}, "did you mean Linear"),
            ({"allowed_layers": ()}, "at least 1 item"),
            ({"allowed_layers": ("Linear", "Linear")}, "twice"),
            ({"allowed_layers": ("BatchNorm",)}, "is not a known layer"),
            ({"required_layers": {"Tanh": 1}}, "which allowed_layers forbids"),
            ({"required_layers": {"BatchNorm": 1}}, "which allowed_layers forbids"),
            ({"required_layers": {"Linear": 0}}, "greater than or equal to 1"),
            ({"parameters_below": 5, "parameters_exactly": 5}, "not both"),
            ({"max_hidden_units": 1, "min_hidden_layers": 2}, "cannot fit"),
            ({"max_layers": 1001}, "less than or equal to 1000"),
        ],
    )
    def test_rules_that_nothing_can_keep_are_refused(
        self, build: Any, network: dict[str, Any], match: str
    ) -> None:
        refused(build, match, network=network)

    def test_either_batch_norm_satisfies_batch_norm(self, build: Any) -> None:
        rules = {"allowed_layers": ("BatchNorm2d",), "required_layers": {"BatchNorm": 1}}
        assert build.problem(network=rules).network.required_layers == {"BatchNorm": 1}


class TestPoints:
    def bands(self, *pairs: tuple[float, float]) -> dict[str, Any]:
        return {"bands": tuple({"at_least": a, "points": p} for a, p in pairs)}

    def test_bands_are_sorted(self, build: Any) -> None:
        score = build.problem(score=self.bands((0.975, 10), (0.9, 6))).score
        assert [band.points for band in score.bands] == [6, 10]

    @pytest.mark.parametrize(
        "pairs", [((0.9, 10), (0.9, 5)), ((0.9, 10), (0.95, 10)), ((0.9, 10), (0.95, 5))]
    )
    def test_a_higher_accuracy_gives_more_points(self, build: Any, pairs: Any) -> None:
        refused(build, "must give more points", score=self.bands(*pairs))

    @pytest.mark.parametrize("at_least", [-0.1, 1.1, float("nan")])
    def test_thresholds_are_fractions(self, build: Any, at_least: float) -> None:
        refused(build, "at_least", score=self.bands((at_least, 10)))

    @pytest.mark.parametrize("points", [9, 11])
    def test_the_parts_add_up_to_the_problems_points(self, build: Any, points: float) -> None:
        refused(build, f"points = {points}, but its parts give score 10", points=points)

    def test_tenths_add_up_too(self, build: Any) -> None:
        problem = build.problem(
            points=0.3, score=self.bands((0.9, 0.1)), claims={"tolerance": 0.1, "points": 0.2}
        )
        assert problem.points == 0.3

    @pytest.mark.parametrize(
        ("changes", "match"),
        [
            ({"matches_at_least": 3}, "there are 2 values"),
            ({"values": (0.5,)}, "at least 2 items"),
            ({"values": (0.5, 1.1)}, "less than or equal to 1"),
        ],
    )
    def test_a_sweep_that_nobody_can_pass_is_refused(
        self, build: Any, changes: dict[str, Any], match: str
    ) -> None:
        sweep = {"values": (0.0, 1.0), "tolerance": 0.1, "matches_at_least": 1, "points": 0}
        network = {"required_layers": {"Dropout": 1}}
        refused(build, match, network=network, sweep=sweep | changes)

    def test_a_sweep_needs_a_dropout_layer_to_sweep(self, build: Any) -> None:
        sweep = {"values": (0.0, 1.0), "tolerance": 0.1, "matches_at_least": 1, "points": 0}
        refused(build, "required_layers = { Dropout = 1 }", sweep=sweep)

    def test_extra_credit_is_not_part_of_full_marks(self, build: Any) -> None:
        rubric = build.rubric({"id": "A"}, {"id": "B", "extra_credit": True})
        assert rubric.max_points == 10


class TestRubric:
    def test_ids_differ_in_more_than_case(self, build: Any) -> None:
        with pytest.raises(ValidationError, match="two problems have the id '2c'"):
            build.rubric({"id": "2C"}, {"id": "2c"})

    @pytest.mark.parametrize("name", ["", "..", "a/b", "a b", "-x", "é", "x" * 41])
    def test_ids_are_safe_in_file_names(self, build: Any, name: str) -> None:
        with pytest.raises(ValidationError, match="pattern"):
            build.rubric({"id": name})

    def test_without_problems_it_is_none(self, build: Any) -> None:
        from grader.rubric import Rubric

        with pytest.raises(ValidationError, match="problem"):
            Rubric.model_validate({"id": "a", "dataset": "mnist", "problem": ()})


class TestSample:
    def test_a_rubric_comes_with_none_unless_it_says_so(self, build: Any) -> None:
        assert build.rubric().sample_layers == ()

    def test_layers_are_kept_as_torch_writes_them(self, build: Any) -> None:
        layers = ("Flatten", "Linear(784, 64)")
        assert build.rubric(sample_layers=layers).sample_layers == layers

    def test_a_layer_is_text(self, build: Any) -> None:
        with pytest.raises(ValidationError, match="sample_layers"):
            build.rubric(sample_layers=(784,))


class TestEquivalents:
    def test_are_taken_unless_the_rubric_says_otherwise(self, build: Any) -> None:
        assert build.problem().network.equivalents
        assert not build.problem(network={"equivalents": False}).network.equivalents

    def test_are_taken_or_not_and_nothing_between(self, build: Any) -> None:
        with pytest.raises(ValidationError, match="equivalents"):
            build.problem(network={"equivalents": "Flatten"})


class TestLeaderboard:
    @pytest.mark.parametrize(
        ("show", "order", "best"),
        [
            ("accuracy", None, "desc"),
            ("points", None, "desc"),
            ("parameters", None, "asc"),
            ("hidden_units", None, "asc"),
            ("accuracy", "asc", "asc"),
            ("parameters", "desc", "desc"),
        ],
    )
    def test_large_numbers_are_good_except_for_sizes(
        self, build: Any, show: str, order: str | None, best: str
    ) -> None:
        entry = {"name": "x", "problem": "2C", "show": show, "order": order}
        (read,) = build.rubric(leaderboard=(entry,)).leaderboard
        assert read.best_first == best

    @pytest.mark.parametrize(
        ("entry", "match"),
        [
            ({"problem": "2X", "show": "points"}, "'2X', not 2C"),
            ({"show": "accuracy"}, 'show = "accuracy" needs a problem'),
            ({"show": "parameters"}, "only points have a total"),
            ({"problem": "2C", "show": "loss"}, "accuracy"),
            ({"problem": "2C", "show": "points", "order": "up"}, "asc"),
            ({"name": "", "show": "points"}, "at least 1"),
            ({"name": "x" * 61, "show": "points"}, "at most 60"),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, build: Any, entry: dict[str, str], match: str
    ) -> None:
        with pytest.raises(ValidationError, match=match):
            build.rubric(leaderboard=({"name": "x", **entry},))

    def test_two_entries_of_one_name_are_refused(self, build: Any) -> None:
        entry = {"name": "x", "show": "points"}
        with pytest.raises(ValidationError, match="two entries have the same name"):
            build.rubric(leaderboard=(entry, entry))
