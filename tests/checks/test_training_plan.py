from dataclasses import replace
from typing import Any

import pytest

from grader.checks.training_plan import check_optimizer, check_scheduler, check_training
from grader.network_spec import (
    OptimizerSpec,
    OptionValue,
    ParameterGroup,
    PlateauSchedule,
    RecordedSchedule,
)

FREE = ("epochs", "batch_size", "optimizer", "scheduler")


def free(**rules: Any) -> dict[str, Any]:
    return {"student_sets": FREE, **rules}


class TestOptimizer:
    def test_without_one_the_rubrics_is_the_default(self, build: Any) -> None:
        check = check_optimizer(build.under_test())
        assert check.outcome == "passed"
        assert check.message == "Adam, learning rate 0.001, the default"

    def test_where_students_do_not_choose_it_is_mandated(self, build: Any) -> None:
        under_test = build.under_test(
            training={"student_sets": (), "optimizer": {"name": "SGD", "lr": 0.1}}
        )
        assert check_optimizer(under_test).message == "SGD, learning rate 0.1, as mandated"

    def test_one_that_updates_nothing_fails(self, build: Any) -> None:
        (group,) = build.adam(build.network()).groups
        none = OptimizerSpec(name="Adam", groups=(group.model_copy(update={"parameters": ()}),))
        check = check_optimizer(build.under_test(build.network(optimizer=none)))
        assert check.outcome == "failed"
        assert "updates no parameters" in check.message

    def test_a_part_of_the_parameters_is_the_students_choice(self, build: Any) -> None:
        (group,) = build.adam(build.network()).groups
        some = ParameterGroup(parameters=group.parameters[:1], options=group.options)
        optimizer = OptimizerSpec(name="Adam", groups=(some,))
        check = check_optimizer(build.under_test(build.network(optimizer=optimizer)))
        assert check.outcome == "passed"

    @pytest.mark.parametrize("names", [("9.weight",), ("1.weight", "1.weight")])
    def test_parameters_that_do_not_exist_or_stand_twice_fail(
        self, build: Any, names: tuple[str, ...]
    ) -> None:
        (group,) = build.adam(build.network()).groups
        forged = ParameterGroup(parameters=names, options=group.options)
        optimizer = OptimizerSpec(name="Adam", groups=(forged,))
        check = check_optimizer(build.under_test(build.network(optimizer=optimizer)))
        assert check.outcome == "failed"


def recorded(*rates: float, groups: int = 1) -> RecordedSchedule:
    group: dict[str, tuple[OptionValue, ...]] = {"lr": rates}
    return RecordedSchedule(name="StepLR", groups=(group,) * groups)


class TestScheduler:
    def under_test(self, build: Any, schedule: Any, **rules: Any) -> Any:
        network = build.network()
        network = build.network(optimizer=build.adam(network), schedule=schedule, epochs=3)
        return build.under_test(network, training=free(**rules))

    def test_without_one_there_is_nothing_to_say(self, build: Any) -> None:
        assert check_scheduler(build.under_test()) is None

    @pytest.mark.parametrize(
        ("rates", "outcome"),
        [((0.1, 0.1), "failed"), ((0.1, 0.1, 0.01), "passed"), ((0.1,) * 4, "passed")],
    )
    def test_it_must_reach_the_last_epoch(
        self, build: Any, rates: tuple[float, ...], outcome: str
    ) -> None:
        check = check_scheduler(self.under_test(build, recorded(*rates)))
        assert check is not None
        assert check.outcome == outcome

    def test_the_message_says_how_far_it_reaches_and_how_far_it_must(self, build: Any) -> None:
        check = check_scheduler(self.under_test(build, recorded(0.1, 0.1)))
        assert check is not None
        assert "ends after 2 epochs" in check.message
        assert "takes 3" in check.message

    def test_it_needs_as_many_groups_as_its_optimizer(self, build: Any) -> None:
        check = check_scheduler(self.under_test(build, recorded(0.1, 0.1, 0.1, groups=2)))
        assert check is not None
        assert check.outcome == "failed"
        assert "2 parameter groups" in check.message

    @pytest.mark.parametrize("rates", [(None,) * 3, (True,) * 3, ((0.1, 0.2),) * 3])
    def test_rates_that_are_no_numbers_fail(self, build: Any, rates: tuple[Any, ...]) -> None:
        schedule = RecordedSchedule(name="Forged", groups=({"lr": rates},))
        check = check_scheduler(self.under_test(build, schedule))
        assert check is not None
        assert check.outcome == "failed"

    def test_a_record_without_a_rate_fails(self, build: Any) -> None:
        schedule = RecordedSchedule(name="Forged", groups=({"momentum": (0.1,) * 3},))
        check = check_scheduler(self.under_test(build, schedule))
        assert check is not None
        assert check.outcome == "failed"

    def test_options_that_the_optimizer_does_not_have_fail(self, build: Any) -> None:
        forged: dict[str, tuple[OptionValue, ...]] = {"lr": (0.1,) * 3, "params": (1.0,) * 3}
        schedule = RecordedSchedule(name="Forged", groups=(forged,))
        check = check_scheduler(self.under_test(build, schedule))
        assert check is not None
        assert check.outcome == "failed"

    def test_a_plateau_says_what_it_follows(self, build: Any) -> None:
        plateau = PlateauSchedule(
            mode="max", factor=0.1, patience=2, threshold=1e-4, threshold_mode="rel",
            cooldown=0, min_lr=(0.0,), eps=1e-8,
        )  # fmt: skip
        check = check_scheduler(self.under_test(build, plateau))
        assert check is not None
        assert check.outcome == "passed"
        assert "test accuracy" in check.message


class TestTraining:
    @pytest.mark.parametrize(("epochs", "outcome"), [(1, "passed"), (20, "passed"), (21, "failed")])
    def test_epoch_cap_is_inclusive(self, build: Any, epochs: int, outcome: str) -> None:
        network = build.network(epochs=epochs)
        check = check_training(build.under_test(network, training=free(max_epochs=20)))
        assert check.outcome == outcome
        assert f"{epochs} epoch" in check.message

    @pytest.mark.parametrize(
        ("size", "outcome"), [(7, "failed"), (8, "passed"), (500, "passed"), (501, "failed")]
    )
    def test_batch_size_limits_are_inclusive(self, build: Any, size: int, outcome: str) -> None:
        network = build.network(batch_size=size)
        rules = free(min_batch_size=8, max_batch_size=500)
        check = check_training(build.under_test(network, training=rules))
        assert check.outcome == outcome
        assert f"batch size {size}" in check.message
        assert (outcome == "passed") != ("8 to 500" in check.message)

    def test_a_wish_that_does_not_count_is_reported_and_not_followed(self, build: Any) -> None:
        network = build.network(epochs=99, batch_size=7)
        under_test = build.under_test(network, training={"student_sets": ("optimizer",)})
        check = check_training(under_test)
        assert check.outcome == "passed"
        assert check.message == "10 epochs at batch size 32, as mandated"
        assert check.advice == "your epochs = 99 and batch_size = 7 are not followed"
        assert (under_test.epochs, under_test.batch_size) == (10, 32)

    @pytest.mark.parametrize(
        ("images", "outcome"), [(64, "passed"), (65, "failed"), (66, "passed")]
    )
    def test_batch_norm_needs_more_than_one_image_in_the_last_batch(
        self, build: Any, images: int, outcome: str
    ) -> None:
        network = build.network("Flatten", ("Linear", 784, 10), ("BatchNorm1d", 10))
        under_test = build.under_test(network, network={"allowed_layers": ("BatchNorm1d",)})
        under_test = replace(under_test, facts=replace(build.facts, train_images=images))
        assert check_training(under_test).outcome == outcome

    def test_batch_norm_over_pixels_can_do_with_one_image(self, build: Any) -> None:
        network = build.network(("BatchNorm2d", 1), "Flatten", ("Linear", 784, 10))
        under_test = build.under_test(network, network={"allowed_layers": ("BatchNorm2d",)})
        under_test = replace(under_test, facts=replace(build.facts, train_images=65))
        assert check_training(under_test).outcome == "passed"

    def test_a_network_too_large_for_memory_is_refused_with_its_numbers(self, build: Any) -> None:
        network = build.network("Flatten", ("Linear", 784, 200_000), ("Linear", 200_000, 10))
        check = check_training(build.under_test(network, training={"memory_mib": 64}))
        assert check.outcome == "failed"
        assert "MiB to train; at most 64" in check.message
