"""Every flag fires, with its line, and keeps quiet one step beside."""

from dataclasses import replace
from typing import Any

import pytest

from grader.flags import find_flags, sweep_of
from grader.layer_calls import layer_call
from grader.results import Flag

IMAGES = 60_000
DROPOUT = ("Flatten", ("Linear", 784, 100), "ReLU", ("Dropout", 0.5), ("Linear", 100, 10))
NORMALIZED = {"mean": [0.1307], "std": [0.3081]}
SWEEP = {
    "points": 20,
    "network": {"required_layers": {"Dropout": 1}},
    "sweep": {"values": (0.1, 0.5), "tolerance": 0.1, "matches_at_least": 1, "points": 10},
}


def flags_of(
    build: Any,
    *runs: Any,
    problem: dict[str, Any] | None = None,
    standardize: dict[str, Any] | None = None,
    **file: Any,
) -> tuple[Flag, ...]:
    """The flags of the last network that a file has trained."""
    training = {"standardize": standardize} if standardize else {}
    rubric = build.rubric({"id": "2C", "training": training, **(problem or {})})
    each = build.trained_file(*runs, **file)
    trained = each.trained[-1]
    network = build.network().model_copy(update={"layers": trained.network.layers})
    answer = replace(build.answer(network), file=each, trained=trained)
    return find_flags(answer, rubric.problems[0], rubric, IMAGES)


def kinds(flags: tuple[Flag, ...]) -> list[str]:
    return [flag.kind for flag in flags]


def test_an_ordinary_training_has_none(build: Any) -> None:
    assert flags_of(build, build.run()) == ()


def test_an_answer_of_which_no_training_was_seen_has_none(build: Any) -> None:
    rubric = build.rubric()
    assert find_flags(build.answer(), rubric.problems[0], rubric, IMAGES) == ()


class TestOptimizers:
    def test_one_over_another_network_trains_nothing(self, build: Any) -> None:
        (flag,) = flags_of(build, build.run(stale=True, line=14))
        assert flag.kind == "stale-optimizer"
        assert flag.message.startswith("line 14: Adam holds another network's parameters")

    def test_it_is_told_of_any_phase_and_once(self, build: Any) -> None:
        first = build.run(number=1, model=5)
        later = [build.run(number=n, model=5, stale=True, line=10 * n) for n in (2, 3)]
        (flag,) = flags_of(build, first, *later)
        assert flag.message.startswith("line 20")

    def test_two_of_them_one_after_the_other(self, build: Any) -> None:
        second = build.run(number=2, model=5, optimizer_name="SGD", line=30)
        (flag,) = flags_of(build, build.run(number=1, model=5), second)
        assert flag.kind == "two-optimizers"
        assert flag.message.startswith("line 30: trained with Adam first, then with SGD; ")

    def test_a_second_phase_with_other_options_of_the_same_class(self, build: Any) -> None:
        first, second = build.run(number=1, model=5), build.run(number=2, model=5, line=30)
        (group,) = second.optimizer.groups
        options = group.options | {"weight_decay": 0.1, "lr": 0.5}
        changed = group.model_copy(update={"options": options})
        view = second.optimizer.model_copy(update={"groups": (changed,)})
        (flag,) = flags_of(build, first, second.model_copy(update={"optimizer": view}))
        assert flag.message == (
            "line 30: a second Adam has other values for weight_decay; "
            "graded with the first one's for all epochs"
        )

    def test_two_that_take_turns(self, build: Any) -> None:
        (flag,) = flags_of(build, build.run(line=12, beside="SGD"))
        assert flag.kind == "two-optimizers"
        assert flag.message == "line 12: Adam and SGD take turns; graded with the first alone"

    def test_a_second_of_the_same_class_is_a_matter_of_rates_alone(self, build: Any) -> None:
        assert not flags_of(
            build, build.run(number=1, model=5), build.run(number=2, model=5, lr=[0.1])
        )


class TestLoops:
    def test_one_that_may_end_early(self, build: Any) -> None:
        (flag,) = flags_of(build, build.run(epochs=3, planned=40, ended="early", line=12))
        assert flag.kind == "early-stopping"
        assert flag.message.startswith("line 12: the loop may end before its 40 epochs")

    def test_one_that_was_cut_off_in_the_dry_run_says_nothing_of_the_student(
        self, build: Any
    ) -> None:
        assert not flags_of(build, build.run(epochs=3, planned=40, ended="cut"))

    @pytest.mark.parametrize(
        ("loss", "fires"),
        [("mse_loss", True), ("cross_entropy", False), ("nll_loss", False), (None, False)],
    )
    def test_another_loss(self, build: Any, loss: str | None, fires: bool) -> None:
        flags = flags_of(build, build.run(loss=loss))
        assert kinds(flags) == ["other-loss"] * fires
        assert all("trained with mse_loss" in flag.message for flag in flags)

    @pytest.mark.parametrize(("batches", "fires"), [(0, False), (1, False), (2, True)])
    def test_gradients_of_several_batches(self, build: Any, batches: int, fires: bool) -> None:
        flags = flags_of(build, build.run(accumulated=batches))
        assert kinds(flags) == ["accumulated-batches"] * fires
        assert all("graded with batches of 200" in flag.message for flag in flags)

    def test_gradients_of_batches_of_no_known_size(self, build: Any) -> None:
        assert not flags_of(build, build.run(accumulated=4, batch_size=None, input_size=None))


class TestNeverEval:
    def run(self, build: Any, calls: Any = DROPOUT, **changes: Any) -> Any:
        told = {"evaluated": False, "tested_while_training": 33} | changes
        return build.run(*calls, **told)

    def test_tested_with_dropout_at_work(self, build: Any) -> None:
        (flag,) = flags_of(build, self.run(build))
        assert flag.kind == "never-eval"
        assert flag.message.startswith("line 33: tested without eval()")

    def test_tested_with_batchnorm_at_work(self, build: Any) -> None:
        calls = ("Flatten", ("Linear", 784, 9), ("BatchNorm1d", 9), ("Linear", 9, 10))
        assert kinds(flags_of(build, self.run(build, calls))) == ["never-eval"]

    def test_without_such_layers_it_changes_nothing(self, build: Any) -> None:
        assert not flags_of(build, self.run(build, build.mlp))

    def test_eval_once_is_enough(self, build: Any) -> None:
        assert not flags_of(build, self.run(build, evaluated=True))

    def test_what_is_never_tested_says_nothing(self, build: Any) -> None:
        assert not flags_of(build, self.run(build, tested_while_training=None))


class TestBatchSizeInTheCode:
    @pytest.mark.parametrize(
        ("code", "fires"),
        [
            ("x = x.view(100, 784)", True),
            ("x = x.reshape((100, -1))", True),
            ("x = x.view(-1, 784)", False),
            ("x = x.view(99, 784)", False),
            ("x = x.view(x.size(0), 784)", False),
            ("x = x.view(100)", False),
            ("# x = x.view(100, 784)", False),
        ],
    )
    def test_reshaped_to_the_batch_size(self, build: Any, code: str, fires: bool) -> None:
        flags = flags_of(build, build.run(), source=f"import torch\n{code}\n")
        assert kinds(flags) == ["hard-coded-batch-size"] * fires
        assert all(f.message == "line 2: works with batches of 100 alone" for f in flags)

    def test_a_network_that_counts_on_it(self, build: Any) -> None:
        (flag,) = flags_of(build, build.run(counts_on_batch=True, built=4))
        assert flag.message == "line 4: works with batches of 100 alone"

    def test_a_size_that_no_loader_has_is_the_input_s(self, build: Any) -> None:
        run = build.run(counts_on_batch=True, batch_size=None, input_size=64)
        (flag,) = flags_of(build, run)
        assert flag.message.endswith("works with batches of 64 alone")

    def test_a_size_that_is_not_known_is_not_made_up(self, build: Any) -> None:
        run = build.run(counts_on_batch=True, batch_size=None, input_size=None)
        (flag,) = flags_of(build, run)
        assert flag.message.endswith("works with batches of one size alone")

    def test_it_is_told_once(self, build: Any) -> None:
        run = build.run(counts_on_batch=True)
        source = "x = x.view(100, 784)\ny = y.view(100, 784)\n"
        assert kinds(flags_of(build, run, source=source)) == ["hard-coded-batch-size"]


class TestData:
    def test_normalized_where_the_rubric_does_not(self, build: Any) -> None:
        (flag,) = flags_of(build, build.run(normalized=NORMALIZED, line=12))
        assert flag.kind == "other-normalization"
        assert flag.message == (
            "line 12: images are normalized with mean 0.1307 and std 0.3081; "
            "the rubric does not normalize"
        )

    def test_normalized_to_what_it_was_says_nothing(self, build: Any) -> None:
        assert not flags_of(build, build.run(normalized={"mean": [0.0], "std": [1.0]}))

    @pytest.mark.parametrize(
        ("mean", "fires"), [(0.1307, False), (0.13075, False), (0.131, True), (0.5, True)]
    )
    def test_normalized_otherwise_than_the_rubric(
        self, build: Any, mean: float, fires: bool
    ) -> None:
        run = build.run(normalized={"mean": [mean], "std": [0.3081]})
        flags = flags_of(build, run, standardize={"mean": 0.1307, "std": 0.3081})
        assert kinds(flags) == ["other-normalization"] * fires
        assert all("normalizes with other numbers" in flag.message for flag in flags)

    def test_one_number_of_the_rubric_is_for_every_channel(self, build: Any) -> None:
        run = build.run(normalized={"mean": [0.5] * 3, "std": [0.5, 0.5, 0.5]})
        assert not flags_of(build, run, standardize={"mean": 0.5, "std": 0.5})
        rules = {"mean": (0.5, 0.5), "std": (0.5, 0.5)}
        assert kinds(flags_of(build, run, standardize=rules)) == ["other-normalization"]

    @pytest.mark.parametrize(
        ("images", "fires"), [(60_000, False), (59_999, True), (50_000, True), (None, False)]
    )
    def test_trained_on_another_part_of_the_images(
        self, build: Any, images: int | None, fires: bool
    ) -> None:
        flags = flags_of(build, build.run(images=images))
        assert kinds(flags) == ["other-split"] * fires
        assert all("; the rubric trains on 60,000" in flag.message for flag in flags)

    def test_steps_outside_of_any_pass_tell_nothing_of_the_split(self, build: Any) -> None:
        assert not flags_of(build, build.run(images=100, epochs=0, loose_steps=600))

    def test_trained_on_the_test_images(self, build: Any) -> None:
        # Even where there are as many of them as the rubric has for training.
        (flag,) = flags_of(build, build.run(test_images=True, images=60_000, line=12))
        assert flag.kind == "other-split"
        assert flag.message.startswith("line 12: trained on test images")


class TestSweep:
    def runs(self, build: Any, *calls: Any, **changes: Any) -> list[Any]:
        return [
            build.run(*calls, ("Dropout", p), ("Linear", 50, 10), epochs=1, line=50, **changes)
            for p in (0.1, 0.5)
        ]

    narrow = ("Flatten", ("Linear", 784, 50), "ReLU")

    def test_on_other_layers_than_the_final_network_has(self, build: Any) -> None:
        final = build.run(*DROPOUT, statement=80)
        (flag,) = flags_of(build, *self.runs(build, *self.narrow), final, problem=SWEEP)
        assert flag.kind == "sweep-on-other-layers"
        assert flag.message.startswith("line 50: the sweep ran on other layers")

    def test_on_the_same_layers(self, build: Any) -> None:
        calls = (*self.narrow, ("Dropout", 0.3), ("Linear", 50, 10))
        runs = [*self.runs(build, *self.narrow), build.run(*calls, statement=80)]
        assert not flags_of(build, *runs, problem=SWEEP)

    def test_of_a_problem_that_asks_for_none(self, build: Any) -> None:
        final = build.run(*DROPOUT, statement=80)
        assert not flags_of(build, *self.runs(build, *self.narrow), final)

    def test_of_networks_of_another_kind_is_another_problems(self, build: Any) -> None:
        conv = (("Conv2d", 1, 4, 3), "Flatten", ("Linear", 2704, 50))
        final = build.run(*DROPOUT, statement=80)
        assert not flags_of(build, *self.runs(build, *conv), final, problem=SWEEP)

    def test_the_last_of_several_counts(self, build: Any) -> None:
        early = self.runs(build, *self.narrow)
        late = [
            build.run(*DROPOUT[:3], ("Dropout", p), DROPOUT[4], epochs=1, statement=60)
            for p in (0.1, 0.5)
        ]
        file = build.trained_file(*early, *late, build.run(*DROPOUT, statement=80))
        found = sweep_of(file, file.trained[-1])
        assert found is not None
        assert found.first.statement == 60
        assert flags_of(build, *early, *late, build.run(*DROPOUT, statement=80)) == ()


class TestNetwork:
    def flags(self, build: Any, *sample: str, **answer: Any) -> tuple[Flag, ...]:
        rubric = build.rubric(sample_layers=sample)
        return find_flags(build.answer(**answer), rubric.problems[0], rubric, IMAGES)

    def test_the_assignments_own_sample(self, build: Any) -> None:
        layers = [layer_call(layer) for layer in build.network().layers]
        (flag,) = self.flags(build, *layers)
        assert flag.kind == "unmodified-sample"
        assert flag.message == "model_2c, line 3, is the assignment's sample, unchanged"

    def test_a_sample_with_one_more_unit_is_the_students(self, build: Any) -> None:
        assert not self.flags(build, "Flatten", "Linear(784, 101)", "ReLU", "Linear(101, 10)")

    def test_a_rubric_without_a_sample_flags_none(self, build: Any) -> None:
        assert not self.flags(build)

    def test_what_was_taken_for_torchs_own(self, build: Any) -> None:
        (flag,) = self.flags(build, taken_as=("Flat for Flatten", "Net for its Sequential"))
        assert flag.kind == "taken-as"
        assert flag.message == "taken for its equal: Flat for Flatten; Net for its Sequential"


def test_cells_that_ran_out_of_order(build: Any) -> None:
    cells = build.notebook_cells("", "")
    words = "cell 2 ran before cell 1"
    (flag,) = flags_of(build, build.run(), cells=cells, out_of_order=words)
    assert flag.kind == "cells-out-of-order"
    assert flag.message == f"{words}: printed numbers may be of other code"


def test_lines_of_a_notebook_are_told_by_cell(build: Any) -> None:
    (flag,) = flags_of(build, build.run(stale=True, line=14), cells=build.notebook_cells("", ""))
    assert flag.message.startswith("cell 2, line 4: ")
