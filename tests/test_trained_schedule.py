"""What moved the learning rate, however it was written."""

from typing import Any

import pytest

from grader.network_spec import PlateauSchedule, RecordedSchedule
from grader.trained_networks import TrainedNetwork
from grader.trained_schedule import BY_HAND, MAX_EPOCHS, schedule_of

PLATEAU = {
    "kind": "plateau", "mode": "min", "factor": 0.1, "patience": 2, "threshold": 1e-4,
    "threshold_mode": "rel", "cooldown": 0, "min_lr": [0.0], "eps": 1e-8,
}  # fmt: skip


def trained(*runs: Any) -> TrainedNetwork:
    return TrainedNetwork(runs, in_sweep=False)


def rates(schedule: Any) -> list[float]:
    """The learning rates of a recorded schedule over one group."""
    assert isinstance(schedule, RecordedSchedule), schedule
    (group,) = schedule.groups
    return list(group["lr"])  # type: ignore[arg-type]


def test_rates_that_stay_are_none(build: Any) -> None:
    assert schedule_of(trained(build.run(lr=[0.1, 0.1, 0.1], epochs=3))) is None


def test_rates_that_move_without_a_class_are_by_hand(build: Any) -> None:
    found = schedule_of(trained(build.run(lr=[0.1, 0.1, 0.01], epochs=3)))
    assert found is not None
    assert found.name == BY_HAND
    assert rates(found.spec) == [0.1, 0.1, 0.01]


def test_a_schedule_that_was_never_stepped_is_none(build: Any) -> None:
    never = build.run_schedule(lr=[0.1, 0.01], stepped=False)
    assert schedule_of(trained(build.run(lr=[0.1, 0.1], schedule=never))) is None


@pytest.mark.parametrize("spec", [None, PLATEAU])
def test_nor_is_one_that_would_have_gone_as_the_file_went(build: Any, spec: Any) -> None:
    never = build.run_schedule(lr=[0.1, 0.01], stepped=False)
    never |= {} if spec is None else {"spec": spec}
    assert schedule_of(trained(build.run(lr=[0.1], epochs=1, schedule=never))) is None


def test_what_moves_beside_one_that_was_never_stepped_is_by_hand(build: Any) -> None:
    never = build.run_schedule(lr=[0.1, 0.01], stepped=False)
    found = schedule_of(trained(build.run(lr=[0.1, 0.05], epochs=2, schedule=never)))
    assert found is not None
    assert (found.name, rates(found.spec)) == (BY_HAND, [0.1, 0.05])


def test_a_class_that_goes_as_the_file_went_is_kept_to_its_end(build: Any) -> None:
    own = build.run_schedule(lr=[0.1, 0.01, 0.001, 0.0001], ended="StopIteration")
    found = schedule_of(trained(build.run(lr=[0.1, 0.01], epochs=2, schedule=own)))
    assert found is not None
    assert (found.name, found.ended) == ("StepLR", "StopIteration")
    assert rates(found.spec) == [0.1, 0.01, 0.001, 0.0001]


def test_one_that_the_file_stepped_otherwise_goes_as_seen(build: Any) -> None:
    # Stepped every second epoch: what it does by itself is not what the file did.
    own = build.run_schedule(lr=[0.1, 0.01, 0.001])
    found = schedule_of(trained(build.run(lr=[0.1, 0.1, 0.01], epochs=3, schedule=own)))
    assert found is not None
    assert (found.name, rates(found.spec)) == ("StepLR", [0.1, 0.1, 0.01])


@pytest.mark.parametrize(("seen", "kept"), [(0.01 * (1 + 9e-7), 3), (0.01 * (1 + 2e-6), 2)])
def test_rounding_makes_no_other_rate(build: Any, seen: float, kept: int) -> None:
    own = build.run_schedule(lr=[0.1, 0.01, 0.001])
    found = schedule_of(trained(build.run(lr=[0.1, seen], epochs=2, schedule=own)))
    assert found is not None
    assert len(rates(found.spec)) == kept


def test_stepped_per_batch_each_epochs_mean_counts(build: Any) -> None:
    own = build.run_schedule("OneCycleLR", lr=[0.1, 0.2], per_batch=[{"lr": [0.5, 0.3]}])
    found = schedule_of(trained(build.run(lr=[0.1, 0.2], epochs=2, schedule=own)))
    assert found is not None
    assert (found.name, rates(found.spec)) == ("OneCycleLR", [0.5, 0.3])


def test_one_that_follows_the_loss_is_kept_as_such(build: Any) -> None:
    own = build.run_schedule("ReduceLROnPlateau", spec=PLATEAU)
    found = schedule_of(trained(build.run(lr=[0.1, 0.1], epochs=2, schedule=own)))
    assert found is not None
    assert isinstance(found.spec, PlateauSchedule)


def test_one_that_could_not_be_recorded_says_why(build: Any) -> None:
    own = build.run_schedule("LambdaLR", defect="gives a rate that is no number")
    found = schedule_of(trained(build.run(lr=[0.1, 0.1], epochs=2, schedule=own)))
    assert found is not None
    assert (found.spec, found.defect) == (None, "gives a rate that is no number")


def test_what_it_did_all_the_same_is_taken_as_seen(build: Any) -> None:
    own = build.run_schedule("LambdaLR", defect="could not be recorded")
    found = schedule_of(trained(build.run(lr=[0.1, 0.05], epochs=2, schedule=own)))
    assert found is not None
    assert rates(found.spec) == [0.1, 0.05]


def test_phases_rates_stand_one_behind_the_other(build: Any) -> None:
    phases = build.run(lr=[0.1, 0.1], epochs=2), build.run(lr=[0.01], epochs=3)
    found = schedule_of(trained(*phases))
    assert found is not None
    # A phase's last rate holds for the rest of it.
    assert rates(found.spec) == [0.1, 0.1, 0.01, 0.01, 0.01]


def test_phases_of_other_groups_do_not_fit_together(build: Any) -> None:
    second = build.run(epochs=2, rates=[{"lr": [0.1]}, {"lr": [0.2]}])
    assert schedule_of(trained(build.run(lr=[0.1, 0.01], epochs=2), second)) is None


def test_an_option_that_only_one_phase_tells_of_is_left_out(build: Any) -> None:
    first = build.run(epochs=2, rates=[{"lr": [0.1, 0.2], "momentum": [0.9, 0.8]}])
    found = schedule_of(trained(first, build.run(lr=[0.3], epochs=1)))
    assert found is not None
    assert isinstance(found.spec, RecordedSchedule)
    assert found.spec.groups == ({"lr": (0.1, 0.2, 0.3)},)


def test_epochs_not_gone_through_keep_the_last_rate(build: Any) -> None:
    run = build.run(lr=[0.1, 0.01], epochs=2, planned=5, ended="early")
    found = schedule_of(trained(run))
    assert found is not None
    assert rates(found.spec) == [0.1, 0.01, 0.01, 0.01, 0.01]


def test_a_loop_of_billions_of_epochs_costs_no_memory(build: Any) -> None:
    run = build.run(lr=[0.1, 0.01], epochs=2, planned=2**61, ended="cut")
    found = schedule_of(trained(run))
    assert found is not None
    assert len(rates(found.spec)) == MAX_EPOCHS


def test_options_that_no_optimizer_has_are_not_followed(build: Any) -> None:
    run = build.run(epochs=2, rates=[{"lr": [0.1, 0.1], "x_of_the_students": [1, 2]}])
    assert schedule_of(trained(run)) is None
