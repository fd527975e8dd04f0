"""Epochs in turn and one column that rises make a series of accuracies."""

import pytest

from grader.claims.series import bare_accuracy, series_in


def accuracies(text: str) -> list[float]:
    return [each.stated.accuracy for each in series_in(text.split("\n"))]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("0 0.0867 0.9857\n1 0.0724 0.9880\n2 0.0610 0.9895", 0.9895),
        ("epoch 1: 0.9508\nepoch 2: 0.9540\nepoch 3: 0.9531\nepoch 4: 0.9615", 0.9615),
        ("0 0.9541 0.2\n1 0.9651 0.2\n2 0.9702 0.05", 0.9702),
        ("1 0.05 0.91 0.91\n2 0.04 0.95 0.95\n3 0.03 0.94 0.95\n4 0.03 0.96 0.96", 0.96),
        ("C 1 0.91\nC 2 0.95\nC 3 0.96", 0.96),
        ("noise\n 1/12 0.91\n 2/12 0.95\n 3/12 0.96\nnoise", 0.96),
    ],
)
def test_the_column_that_rises(text: str, last: float) -> None:
    assert accuracies(text)[-1] == last


@pytest.mark.parametrize(
    "text",
    [
        "1 0.91\n2 0.95",  # two lines
        "1 0.5 0.91\n2 0.6 0.95\n3 0.85 0.96",  # two that rise: of training and test?
        "1 0.96\n2 0.95\n3 0.91",
        "1 81.2\n2 85.1\n3 95.2",  # seconds?
        "1 loss 0.81\n2 loss 0.85\n3 loss 0.91",
        "1 lr 0.81\n2 lr 0.85\n3 lr 0.91",
        "0.0 0.91\n0.1 0.92\n0.2 0.93",  # a sweep
        "1 0.1\n2 0.3\n3 0.5",
        "1 0.91\n3 0.95\n5 0.96",
    ],
)
def test_what_may_be_anything(text: str) -> None:
    assert accuracies(text) == []


def test_epochs_that_begin_anew_make_another_series() -> None:
    text = "1 0.91\n2 0.95\n3 0.96\n1 0.92\n2 0.94\n3 0.97"
    assert [each.epoch for each in series_in(text.split("\n"))] == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize(
    ("line", "accuracy"),
    [
        ("97.77", 0.9777), ("0.9816", 0.9816), ("tensor(0.9816)", 0.9816), ("98.16 %", 0.9816),
        ("97", None), ("0.98", None), ("0.7912", None), ("1.0", None), ("97.77 s", None),
        ("0.9816 0.9", None), ("100.5", None),
    ],
)  # fmt: skip
def test_a_bare_number(line: str, accuracy: float | None) -> None:
    found = bare_accuracy(line)
    assert (found is None) if accuracy is None else found == pytest.approx(accuracy)
