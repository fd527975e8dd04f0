"""With what was a network trained? Read off runs, as the box tells of them."""

from typing import Any

import pytest

from grader.choosing import Answer
from grader.description import Description
from grader.network_spec import NetworkSpec, RecordedSchedule
from grader.results import CheckResult
from grader.trained_networks import TrainedNetwork
from grader.trained_recipe import epochs_of, trained_answer, with_recipe

IMAGES = 60_000
NOTHING = Description.nothing()


def trained(*runs: Any) -> TrainedNetwork:
    return TrainedNetwork(runs, in_sweep=False)


def answer_of(build: Any, *runs: Any, beside: Description = NOTHING, **tables: Any) -> Answer:
    problem = build.problem(training={"student_sets": EVERYTHING}, **tables)
    found = trained_answer(trained(*runs), problem, beside, IMAGES, "model, line 7", "model")
    assert isinstance(found, Answer), found
    return found


EVERYTHING = ("epochs", "batch_size", "optimizer", "scheduler")


def rates(schedule: Any) -> list[float]:
    """The learning rates of a recorded schedule over one group."""
    assert isinstance(schedule, RecordedSchedule), schedule
    (group,) = schedule.groups
    return list(group["lr"])  # type: ignore[arg-type]


class TestEpochsAndBatchSize:
    def test_passes_over_data_are_epochs(self, build: Any) -> None:
        found = epochs_of(trained(build.run(epochs=12, batch_size=64)), IMAGES)
        assert (found.epochs, found.batch_size) == (12, 64)

    def test_what_a_loop_would_have_gone_on_for_counts(self, build: Any) -> None:
        run = build.run(epochs=3, planned=40, ended="early")
        assert epochs_of(trained(run), IMAGES).epochs == 40

    def test_phases_are_summed_and_the_last_tells_the_batch_size(self, build: Any) -> None:
        phases = build.run(epochs=4, batch_size=32), build.run(epochs=6, planned=8, batch_size=128)
        found = epochs_of(trained(*phases), IMAGES)
        assert (found.epochs, found.batch_size) == (12, 128)

    def test_a_single_step_beside_passes_is_no_epoch(self, build: Any) -> None:
        trial = build.run(epochs=0, loose_steps=1)
        assert epochs_of(trained(trial, build.run(epochs=10)), IMAGES).epochs == 10

    def test_batches_whose_gradients_are_added_up_are_one(self, build: Any) -> None:
        run = build.run(batch_size=50, accumulated=4)
        assert epochs_of(trained(run), IMAGES).batch_size == 200

    def test_passes_of_no_known_batch_size_tell_the_epochs_alone(self, build: Any) -> None:
        found = epochs_of(trained(build.run(epochs=5, batch_size=None)), IMAGES)
        assert (found.epochs, found.batch_size) == (5, None)


class TestStepsOutsideOfPasses:
    def loose(self, build: Any, steps: int, size: int | None, **changes: Any) -> Any:
        run = build.run(
            epochs=0, loose_steps=steps, input_size=size, batch_size=None, images=None, **changes
        )
        return epochs_of(trained(run), IMAGES)

    @pytest.mark.parametrize("size", [30_000, 50_000, 60_000])
    def test_with_half_of_all_images_at_once_a_step_is_an_epoch(
        self, build: Any, size: int
    ) -> None:
        found = self.loose(build, 25, size)
        assert (found.epochs, found.batch_size) == (25, size)

    def test_batches_drawn_at_random_are_as_many_epochs_as_they_come_to(self, build: Any) -> None:
        found = self.loose(build, 6000, 100)
        assert (found.epochs, found.batch_size) == (10, 100)
        # One image below half of them, steps are counted in images.
        assert self.loose(build, 4, 29_999).epochs == 2

    def test_planned_steps_count(self, build: Any) -> None:
        assert self.loose(build, 3, 100, planned=3000).epochs == 5

    @pytest.mark.parametrize(("steps", "epochs"), [(299, None), (301, 1)])
    def test_less_than_half_an_epoch_is_a_trial_that_tells_nothing(
        self, build: Any, steps: int, epochs: int | None
    ) -> None:
        assert self.loose(build, steps, 100).epochs == epochs

    @pytest.mark.parametrize("size", [None, 0])
    def test_inputs_of_no_known_size_tell_nothing(self, build: Any, size: int | None) -> None:
        found = self.loose(build, 6000, size)
        assert (found.epochs, found.batch_size) == (None, None)


class TestAnswer:
    def test_all_of_the_recipe_is_read_off(self, build: Any) -> None:
        run = build.run(epochs=12, batch_size=64, lr=[0.1] * 6 + [0.01] * 6)
        found = answer_of(build, run)
        spec = found.network
        assert isinstance(spec, NetworkSpec)
        assert (spec.epochs, spec.batch_size, found.found) == (12, 64, "model, line 7")
        assert spec.optimizer is not None
        assert spec.optimizer.groups[0].options["lr"] == 0.1
        assert rates(spec.schedule)[5:7] == [0.1, 0.01]
        assert found.faults == ()

    def test_a_schedule_reaches_as_far_as_the_rubrics_epochs(self, build: Any) -> None:
        spec = answer_of(build, build.run(epochs=2, lr=[0.1, 0.01])).network
        assert rates(spec.schedule) == [0.1] + [0.01] * 9

    def test_epochs_that_runs_do_not_tell_are_left_open(self, build: Any) -> None:
        run = build.run(epochs=0, loose_steps=1, input_size=100)
        spec = answer_of(build, run).network
        assert (spec.epochs, spec.batch_size) == (None, None)

    def test_a_problems_own_names_beat_the_run(self, build: Any) -> None:
        beside = build.description(variables={"epochs_2c": number(15), "batch_size_2c": number(30)})
        spec = answer_of(build, build.run(epochs=2, batch_size=64), beside=beside).network
        assert (spec.epochs, spec.batch_size) == (15, 30)

    def test_a_network_may_be_called_whatever_the_recipe_is_called(self, build: Any) -> None:
        problem = build.problem(training={"student_sets": EVERYTHING})
        for name in ("epochs", "batch_size", "optimizer", "scheduler"):
            found = trained_answer(trained(build.run()), problem, NOTHING, IMAGES, "there", name)
            assert isinstance(found, Answer), found
            assert (found.network.epochs, found.network.batch_size) == (10, 100)

    def test_an_optimizer_that_cannot_be_graded_is_a_fault(self, build: Any) -> None:
        view = build.optimizer_view(build.network()) | {"name": "Mine"}
        found = answer_of(build, build.run(optimizer=view))
        (fault,) = found.faults
        assert fault.rule == "optimizer"
        assert "Mine" in fault.message

    def test_an_absurd_network_is_no_answer(self, build: Any) -> None:
        run = build.run(optimizer=None).model_copy(
            update={
                "network": build.run().network.model_copy(
                    update={"layers": (), "layer_count": 0, "defect": "is a Net"}
                )
            }
        )
        problem = build.problem()
        found = trained_answer(trained(run), problem, NOTHING, IMAGES, "there", "model")
        assert isinstance(found, CheckResult)
        assert found.message == "model is a Net"


class TestEquivalents:
    def run(self, build: Any) -> Any:
        like = "Flatten, a class of the file's own, for torch's Flatten"
        return build.run().model_copy(
            update={"network": build.run().network.model_copy(update={"taken_as": (like,)})}
        )

    def test_what_was_taken_for_torchs_own_is_told(self, build: Any) -> None:
        assert len(answer_of(build, self.run(build)).taken_as) == 1

    def test_a_rubric_may_forbid_it(self, build: Any) -> None:
        problem = build.problem(network={"equivalents": False})
        found = trained_answer(trained(self.run(build)), problem, NOTHING, IMAGES, "there", "model")
        assert isinstance(found, CheckResult)
        assert (found.rule, found.outcome) == ("model", "failed")
        assert "this rubric takes torch's own layers alone" in found.message

    def test_without_any_such_rule_nothing_is_refused(self, build: Any) -> None:
        assert answer_of(build, build.run(), network={"equivalents": False}).taken_as == ()


class TestBesideANameOfTheRubric:
    """An answer found by its name, and the training of the same network."""

    def complete(self, build: Any, *given: str, named: Any = None, **run: Any) -> NetworkSpec:
        seen = answer_of(build, build.run(**run))
        by_name = build.answer(
            build.network(epochs=99, batch_size=99, **(named or {})),
            faults=(
                CheckResult.failed("optimizer", "is no optimizer"),
                CheckResult.failed("scheduler", "is no schedule"),
                CheckResult.failed("training", "is no number"),
            ),
        )
        held = {name: number(1) for name in given}
        beside = build.description(variables=held)
        self.done = with_recipe(by_name, seen, build.problem(), beside)
        return self.done.network

    def test_what_was_trained_fills_in_what_has_no_name_of_its_own(self, build: Any) -> None:
        spec = self.complete(build, epochs=12, batch_size=64, lr=[0.2, 0.1])
        assert (spec.epochs, spec.batch_size) == (12, 64)
        assert spec.optimizer is not None
        assert spec.optimizer.groups[0].options["lr"] == 0.2
        assert rates(spec.schedule)[:2] == [0.2, 0.1]
        assert self.done.faults == ()

    def test_epochs_under_a_name_of_its_own_stand(self, build: Any) -> None:
        spec = self.complete(build, "epochs_2c", epochs=12, batch_size=64)
        assert (spec.epochs, spec.batch_size) == (99, 64)

    def test_shared_names_do_not(self, build: Any) -> None:
        # `own_names` leaves them out before they get here.
        assert self.complete(build, epochs=12).epochs == 12

    def test_all_of_its_own_changes_nothing(self, build: Any) -> None:
        own = ("optimizer_2c", "scheduler_2c", "epochs_2c", "batch_size_2c")
        spec = self.complete(build, *own)
        assert (spec.epochs, spec.optimizer, len(self.done.faults)) == (99, None, 3)

    @pytest.mark.parametrize(
        ("named", "follows"),
        [({"lr": 0.2}, True), ({"lr": 0.5}, True), ({"name": "SGD"}, False)],
    )
    def test_a_schedule_under_any_name_over_the_named_optimizer_counts(
        self, build: Any, named: dict[str, Any], follows: bool
    ) -> None:
        # Its rate may have moved since: the class and the parameters tell that it is the same.
        spec = build.network()
        mine = build.adam(spec, **{k: v for k, v in named.items() if k == "lr"})
        mine = mine.model_copy(update={"name": named.get("name", "Adam")})
        found = self.complete(build, "optimizer_2c", named={"optimizer": mine}, lr=[0.2, 0.1])
        assert (found.schedule is not None) == follows
        assert found.optimizer == mine

    def test_a_schedule_over_some_of_the_parameters_is_another_optimizers(self, build: Any) -> None:
        mine = build.adam(build.network())
        (group,) = mine.groups
        some = group.model_copy(update={"parameters": group.parameters[:2]})
        mine = mine.model_copy(update={"groups": (some,)})
        spec = self.complete(build, "optimizer_2c", named={"optimizer": mine}, lr=[0.2, 0.1])
        assert spec.schedule is None

    def test_epochs_that_the_runs_do_not_tell_stay_as_named(self, build: Any) -> None:
        spec = self.complete(build, epochs=0, loose_steps=1, input_size=100)
        assert spec.epochs == 99


def number(value: int) -> dict[str, Any]:
    return {"kind": "number", "value": value, "line": 3}
