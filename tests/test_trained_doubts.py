"""A person is asked where a dry run cannot have seen the whole of a training."""

from typing import Any

import pytest

from grader.trained_doubts import built_again, cut_short

FAILURE = {"line": 23, "begins": 20, "statement": "for ...", "names": [], "error": "NameError: x"}


def doubt(build: Any, source: str = "", failures: Any = (), **run: Any) -> str | None:
    told = build.run(statement=20, last_statement=20, **run)
    file = build.trained_file(told, source=source)
    end = build.description(failures=list(failures), failure_count=len(failures))
    extraction = file.extraction.model_copy(update={"description": end})
    each = type(file)(file.file, extraction)
    return cut_short(each, each.trained[0])


def test_of_a_whole_training_nothing_is_said(build: Any) -> None:
    assert doubt(build, epochs=10) is None


def test_a_loop_that_failed_is_told_with_where_and_why(build: Any) -> None:
    found = doubt(build, failures=[FAILURE], epochs=3, planned=10, ended="early")
    assert found == "its training failed after 3 epochs: line 23: NameError: x"


def test_one_epoch_and_a_failure_are_a_failed_training(build: Any) -> None:
    found = doubt(build, failures=[FAILURE], epochs=1)
    assert found is not None
    assert found.startswith("its training failed after 1 epoch:")


def test_what_fails_behind_a_whole_training_is_none_of_its(build: Any) -> None:
    assert doubt(build, failures=[FAILURE], epochs=10, planned=10, ended="early") is None
    assert doubt(build, failures=[FAILURE | {"begins": 19}], epochs=1) is None


def test_a_loop_that_numbers_end_is_of_no_known_length(build: Any) -> None:
    found = doubt(build, epochs=4, planned=None, ended="early")
    assert found is not None
    assert found.endswith("mean nothing: 4 epochs are taken")


@pytest.mark.parametrize(
    ("source", "asks"), [("g in o.param_groups", True), ("sched.step()", True), ("x = 1", False)]
)
def test_rates_beyond_a_cut_are_asked_for_where_the_file_moves_them(
    build: Any, source: str, asks: bool
) -> None:
    found = doubt(build, source, epochs=3, planned=40, ended="cut")
    said = "its loop took too long for a dry run: the learning rate is known for 3 epochs of 40"
    assert found == (said if asks else None)


def test_a_schedule_of_torchs_says_what_comes_after_a_cut(build: Any) -> None:
    schedule = build.run_schedule("StepLR", lr=[0.1] * 40)
    found = doubt(build, "sched", epochs=3, planned=40, ended="cut", schedule=schedule)
    assert found is None


@pytest.mark.parametrize(("last_line", "asks"), [(20, True), (24, False)])
def test_a_file_broken_off_while_it_trained_is_asked_about(
    build: Any, last_line: int, asks: bool
) -> None:
    file = build.trained_file(build.run(statement=20, last_statement=20))
    end = build.description(finished=False)
    extraction = file.extraction.model_copy(update={"description": end, "last_line": last_line})
    each = type(file)(file.file, extraction)
    found = cut_short(each, each.trained[0])
    said = "the file was broken off while it trained, so that nobody knows for how long"
    assert found == (said if asks else None)


@pytest.mark.parametrize(
    ("line", "failing", "asks"), [(30, 35, True), (30, 20, False), (5, 35, False), (40, 35, False)]
)
def test_a_later_network_of_the_name_that_could_not_be_trained_is_asked_about(
    build: Any, line: int, failing: int, asks: bool
) -> None:
    file = build.trained_file(build.run(statement=20, names={"model": 7}))
    held = {"model": {"kind": "network", "index": 0, "line": line}}
    failures = [FAILURE | {"begins": failing, "line": failing}]
    end = build.description(
        layers=build.layers(build.mlp), variables=held, failures=failures, failure_count=1
    )
    extraction = file.extraction.model_copy(update={"description": end})
    each = type(file)(file.file, extraction)
    said = "a later model, line 30, was never trained, for line 35 failed: NameError: x"
    assert built_again(each, each.trained[0]) == (said if asks else None)
