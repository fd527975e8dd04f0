"""A line tells the network's own accuracy, and no other number that looks like one."""

import pytest

from grader.claims.words import read_line


def stated(line: str) -> list[tuple[float, str]]:
    return [(round(each.accuracy, 6), each.of) for each in read_line(line, loose=False).accuracies]


@pytest.mark.parametrize(
    "line",
    [
        "Accuracy of     3 : 98 %",
        "Accuracy of   car : 51 %",
        "Digit 3: accuracy 98.2%",
        "digit 7 acc=0.9951",
        "top-5 accuracy: 0.9998",
        "Accuracy requirement: 97.50%",
        "Pass mark: accuracy 97.5%",
        "stop when accuracy reaches 0.98",
        "until test acc reaches 98.05%",
        "Baseline accuracy: 92.15%",
        "untrained accuracy 10.2%",
    ],
)
def test_what_is_another_things_or_only_demanded_is_none(line: str) -> None:
    assert stated(line) == []


@pytest.mark.parametrize(
    ("line", "accuracies"),
    [
        ("acc1 97.81 acc5 99.98", [(0.9781, "unknown")]),
        ("Accuracy = 100 * 9781 / 10000 = 97.81", [(0.9781, "unknown")]),
        ("Test accuracy with lr 0.1: 0.9781", [(0.9781, "test")]),
        ("Test accuracy with 100 hidden units: 97.81%", [(0.9781, "test")]),
        ("Test loss, acc: 0.08 0.9712", [(0.9712, "test")]),
        ("val_acc 0.9781 loss tensor(0.0612)", [(0.9781, "validation")]),
        ("best acc 97.81 loss at that epoch: 0.07", [(0.9781, "unknown")]),
        ("better than the baseline: test acc 0.9781", [(0.9781, "test")]),
    ],
)
def test_an_accuracy_is_read_beside_numbers_of_other_things(
    line: str, accuracies: list[tuple[float, str]]
) -> None:
    assert stated(line) == accuracies
