"""Which networks has a file trained in earnest, and which did a sweep only try?"""

from typing import Any

import pytest

from grader.trained_networks import MAX_TRAINED, TrainedNetwork, plain_layers, trained_networks
from grader.training_runs import TrainingRun


def with_dropout(p: float) -> tuple[Any, ...]:
    return ("Flatten", ("Linear", 784, 100), "ReLU", ("Dropout", p), ("Linear", 100, 10))


def wide(units: int) -> tuple[Any, ...]:
    return ("Flatten", ("Linear", 784, units), "ReLU", ("Linear", units, 10))


def deep(layers: int) -> tuple[Any, ...]:
    hidden = [part for _ in range(layers) for part in (("Linear", 50, 50), "ReLU")]
    return ("Flatten", ("Linear", 784, 50), "ReLU", *hidden, ("Linear", 50, 10))


def numbered(runs: list[TrainingRun]) -> tuple[TrainedNetwork, ...]:
    """Put runs together that are of one network each, in the order given."""
    told = [
        run.model_copy(update={"number": at, "slot": at % 200, "model": at})
        for at, run in enumerate(runs)
    ]
    return trained_networks(told)


def swept(found: tuple[TrainedNetwork, ...]) -> list[bool]:
    return [each.in_sweep for each in found]


class TestPuttingTogether:
    def test_runs_of_one_network_are_phases_of_one_training(self, build: Any) -> None:
        first = build.run(number=0, model=7, epochs=4)
        other = build.run(number=1, model=8, statement=20)
        second = build.run(number=2, model=7, epochs=6, statement=30, last_statement=31)
        found = trained_networks([first, other, second])
        assert [[run.number for run in each.runs] for each in found] == [[0, 2], [1]]
        assert found[0].epochs == 10
        assert found[0].statements == (10, 31)

    def test_networks_stand_in_the_order_in_which_they_were_first_trained(self, build: Any) -> None:
        runs = [build.run(number=n, model=m, statement=10 * n + 10) for n, m in ((0, 5), (1, 3))]
        assert [each.first.model for each in trained_networks(runs)] == [5, 3]

    def test_planned_epochs_count_where_a_loop_ended_before_its_time(self, build: Any) -> None:
        (found,) = numbered([build.run(epochs=2, planned=12, ended="early")])
        assert found.epochs == 12

    def test_steps_count_where_there_were_no_passes(self, build: Any) -> None:
        (found,) = numbered([build.run(epochs=0, loose_steps=30)])
        assert found.epochs == 30

    def test_a_network_is_built_where_that_was_seen(self, build: Any) -> None:
        (found,) = numbered([build.run(built=4, names={"net": 6})])
        assert found.built == 4

    def test_else_where_a_variable_was_bound_to_it_first(self, build: Any) -> None:
        (found,) = numbered([build.run(built=None, names={"net": 6, "copy": 5})])
        assert found.built == 5

    def test_else_where_it_was_trained(self, build: Any) -> None:
        (found,) = numbered([build.run(built=None, names={}, statement=40)])
        assert found.built == 40

    def test_the_last_networks_of_very_many_count(self, build: Any) -> None:
        runs = [build.run(statement=n + 10, epochs=n + 1) for n in range(MAX_TRAINED + 1)]
        found = numbered(runs)
        assert len(found) == MAX_TRAINED
        assert (found[0].epochs, found[-1].epochs) == (2, MAX_TRAINED + 1)

    def test_convolutional_is_what_has_a_convolution(self, build: Any) -> None:
        conv = build.run(("Conv2d", 1, 8, 3), "Flatten", ("Linear", 5408, 10))
        assert [each.is_convolutional for each in numbered([conv, build.run(statement=30)])] == [
            True,
            False,
        ]


class TestSweeps:
    @pytest.mark.parametrize(("count", "is_sweep"), [(3, False), (4, True), (5, True)])
    def test_from_four_runs_of_one_place_on_it_is_a_sweep(
        self, build: Any, count: int, is_sweep: bool
    ) -> None:
        found = numbered([build.run(*wide(20 + n)) for n in range(count)])
        assert swept(found) == [is_sweep] * count

    def test_four_runs_of_four_places_are_none(self, build: Any) -> None:
        found = numbered([build.run(*wide(20 + n), statement=10 + 10 * n) for n in range(4)])
        assert not any(swept(found))

    def test_one_function_called_from_two_places_is_two_places(self, build: Any) -> None:
        runs = [build.run(*wide(20 + n), spot=[5, 40 + n // 2]) for n in range(4)]
        assert not any(swept(numbered(runs)))

    @pytest.mark.parametrize(("epochs", "is_sweep"), [(1, True), (2, False)])
    def test_two_short_runs_that_differ_in_dropout_alone_are_one(
        self, build: Any, epochs: int, is_sweep: bool
    ) -> None:
        found = numbered([build.run(*with_dropout(p), epochs=epochs) for p in (0.1, 0.5)])
        assert swept(found) == [is_sweep] * 2

    def test_epochs_that_a_loop_would_have_had_are_no_trial(self, build: Any) -> None:
        runs = [build.run(*with_dropout(p), epochs=1, planned=10) for p in (0.1, 0.5)]
        assert not any(swept(numbered(runs)))

    def test_short_runs_that_differ_in_more_are_none(self, build: Any) -> None:
        runs = [build.run(*with_dropout(0.1), epochs=1), build.run(*wide(30), epochs=1)]
        assert not any(swept(numbered(runs)))

    def test_what_trained_the_sweeps_own_network_afterwards_is_no_part_of_it(
        self, build: Any
    ) -> None:
        tried = [
            build.run(*with_dropout(p), epochs=1, number=n, model=1)
            for n, p in enumerate((0.1, 0.3, 0.5, 0.7))
        ]
        final = build.run(*with_dropout(0.3), epochs=10, number=4, model=1, statement=50)
        sweep, trained = trained_networks([*tried, final])
        assert (sweep.in_sweep, trained.in_sweep) == (True, False)
        assert trained.runs == (final,)


class TestRepeats:
    def test_of_repeats_over_seeds_the_last_is_the_answer(self, build: Any) -> None:
        assert swept(numbered([build.run() for _ in range(5)])) == [True, True, True, True, False]

    def test_two_repeats_are_enough(self, build: Any) -> None:
        assert swept(numbered([build.run(), build.run()])) == [True, False]

    def test_another_learning_rate_is_no_repeat(self, build: Any) -> None:
        assert not any(swept(numbered([build.run(lr=[0.1]), build.run(lr=[0.01])])))

    def test_phases_of_one_network_are_no_repeats(self, build: Any) -> None:
        (found,) = trained_networks([build.run(number=n, model=1) for n in range(3)])
        assert (len(found.runs), found.in_sweep) == (3, False)


class TestAnswersFromOneLoop:
    @pytest.mark.parametrize(("count", "is_sweep"), [(4, False), (6, False), (7, True)])
    def test_a_loop_over_networks_of_other_depths_trains_answers(
        self, build: Any, count: int, is_sweep: bool
    ) -> None:
        found = numbered([build.run(*deep(n)) for n in range(count)])
        assert swept(found) == [is_sweep] * count

    def test_two_of_one_depth_make_it_a_sweep(self, build: Any) -> None:
        runs = [build.run(*deep(n)) for n in (0, 1, 2)] + [build.run(*wide(60))]
        assert all(swept(numbered(runs)))


def test_dropouts_probability_alone_makes_no_other_layers(build: Any) -> None:
    low, high, other = numbered(
        [
            build.run(*with_dropout(0.1)),
            build.run(*with_dropout(0.9), statement=30),
            build.run(*wide(100), statement=50),
        ]
    )
    assert low.is_like(high)
    assert not low.is_like(other)
    assert plain_layers(low.network.layers)[3] == "Dropout"


def test_an_optimizer_built_anew_for_every_epoch_is_no_sweep(build: Any) -> None:
    runs = [build.run(number=n, model=7, spot=(9, 12), statement=10, epochs=1) for n in range(20)]
    (trained,) = trained_networks(runs)
    assert (trained.in_sweep, trained.epochs) == (False, 20)
