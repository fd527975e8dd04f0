import json
from typing import Any

import pytest

from grader.reports.student_details import student_details


@pytest.fixture
def made(make_class: Any) -> Any:
    return make_class(["Ada"])


@pytest.fixture
def document(made: Any) -> Any:
    return json.loads(json.dumps(made.documents["Ada"]))


def test_the_curves_of_every_seed_are_there_in_five_digits(document: Any) -> None:
    details = student_details(document)
    assert details is not None
    source = document["extra_data"]["problems"]["2C"]
    first = next(each for each in details["problems"] if each["id"] == "2C")
    seeds = [source["training"], *source["more_seeds"]]
    assert [curve["seed"] for curve in first["curves"]] == [each["seed"] for each in seeds]
    for curve, training in zip(first["curves"], seeds, strict=True):
        for key in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
            assert curve[key] == [round(epoch[key], 5) for epoch in training["epochs"]]
        assert "validation_loss" not in curve


def test_checks_keep_rule_outcome_message_advice_and_points(document: Any) -> None:
    details = student_details(document)
    assert details is not None
    for problem in details["problems"]:
        source = document["extra_data"]["problems"][problem["id"]]["checks"]
        keys = ("rule", "outcome", "message", "advice", "points", "max_points")
        for check, wanted in zip(problem["checks"], source, strict=True):
            padded = check + [None] * (len(keys) - len(check))
            assert padded == [wanted[key] for key in keys]


def test_zero_points_are_kept_and_absent_ones_are_absent(document: Any) -> None:
    problems = document["extra_data"]["problems"]
    problems["2C"] |= {"points": 0.0}
    problems["2D"] |= {"points": None, "outcome": "not_graded", "reason": "no disk"}
    details = student_details(document)
    assert details is not None
    assert details["problems"][0]["points"] == 0.0
    assert "points" not in details["problems"][1]
    assert details["problems"][1]["reason"] == "no disk"


def test_layers_are_written_as_torch_does_with_what_they_give(document: Any) -> None:
    network = document["extra_data"]["problems"]["3G"]["network"]
    network["output_shapes"] = [[8, 26, 26]]
    details = student_details(document)
    assert details is not None
    layers = details["problems"][3]["network"]["layers"]
    assert layers[0][0].startswith("Conv2d(1, ")
    assert layers[0][1] == "8x26x26"
    assert layers[1][1] == ""  # it was not reached
    assert len(layers) == len(network["layers"])


def test_the_optimizer_is_said_in_the_words_of_its_check(document: Any) -> None:
    details = student_details(document)
    assert details is not None
    assert details["problems"][0]["network"]["optimizer"] == "Adam, learning rate 0.001"


def test_a_choice_that_a_person_should_make_is_there_as_lines_of_a_file(make_class: Any) -> None:
    made = make_class(["Ada Rao"], unsettled=["Ada Rao"])
    details = student_details(made.documents["Ada Rao"])
    assert details is not None
    assert details["heading"] == '["Ada Rao"]'
    first, second, *_ = details["problems"]
    assert first["person"] == "two networks fit"
    assert [line for line, _ in first["candidates"]] == ['2C = "5:3"', '2C = "my net.ipynb:9:2"']
    assert first["flags"] == ["cell 7, line 9: never in eval()"]
    assert first["claim"] == "97.91%, the output of cell 7"
    assert first["assumed"] == ["batch_size"]
    assert not {"person", "candidates", "flags", "claim", "assumed"} & second.keys()


def test_where_nothing_is_open_there_is_no_heading_of_a_file(document: Any) -> None:
    details = student_details(document)
    assert details is not None
    assert "heading" not in details


def test_it_is_much_smaller_than_the_document(document: Any) -> None:
    details = json.dumps(student_details(document), separators=(",", ":"))
    assert len(details) < 15_000
    assert len(details) < len(json.dumps(document)) / 3


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"extra_data": None},
        {"extra_data": {"problems": []}},
        {"extra_data": {"problems": {"2C": {}}}},
        {"extra_data": {"problems": {"2C": None}}},
    ],
)
def test_what_is_no_results_document_has_no_details(document: Any) -> None:
    assert student_details(document) is None


def test_a_run_that_was_cut_off_shows_what_it_has(document: Any) -> None:
    del document["extra_data"]["notes"]
    document["extra_data"]["status"] = "in_progress"
    document["extra_data"]["problems"].pop("3G")
    details = student_details(document)
    assert details is not None
    assert details["notes"] == []
    assert [each["id"] for each in details["problems"]] == ["2C", "2D", "2E"]
