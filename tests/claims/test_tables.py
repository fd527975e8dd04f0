"""Tables' headers say what their columns are."""

import pytest

from grader.claims.tables import tables_in

PANDAS = """      epoch      loss     val    test
17     18  0.021310  0.9780  0.9796
18     19  0.021022  0.9784  0.9799"""
INDEXED = """          loss     acc      se
epoch
13     0.0491  0.9789  0.0014"""
PROBLEMS = """problem  epoch     loss    acc       se
      C     15 0.044612 0.9794 0.001420
      D     18 0.036120 0.9824 0.001315"""
MARKDOWN = """| problem | hidden units | test accuracy |
| --- | --- | --- |
| 2C | 100 | 97.93% |"""
SPACED = """epoch   train loss   val acc
1       0.1912       0.9512"""
STATISTICS = """        loss    acc
count  20.00  20.00
mean    0.05   0.97
max     0.21   0.98"""
REPORT = """              precision    recall  f1-score   support
           0       0.99      0.98      0.98       980"""
LOSSES = "epoch  loss  val_loss\n1  0.91  0.88"


def stated(text: str) -> list[tuple[float, str]]:
    return [
        (round(each.stated.accuracy, 6), each.stated.of) for each in tables_in(text.split("\n"))
    ]


@pytest.mark.parametrize(
    ("text", "accuracies"),
    [
        (PANDAS, [(0.978, "validation"), (0.9796, "test"), (0.9784, "validation"),
                  (0.9799, "test")]),
        (INDEXED, [(0.9789, "unknown")]),
        (PROBLEMS, [(0.9794, "unknown"), (0.9824, "unknown")]),
        (MARKDOWN, [(0.9793, "test")]),
        (SPACED, [(0.9512, "validation")]),
        (STATISTICS, []),
        (REPORT, []),
        (LOSSES, []),
        ("the test was a success\n1 0.98 0.97 0.96 0.95", []),
    ],
)  # fmt: skip
def test_columns_that_hold_accuracies(text: str, accuracies: list[tuple[float, str]]) -> None:
    assert stated(text) == accuracies


def test_rows_name_epochs_and_problems() -> None:
    found = [(e.stated.epoch, e.stated.about) for e in tables_in(PROBLEMS.split("\n"))]
    assert [(epoch, about and about.letter) for epoch, about in found] == [(15, "c"), (18, "d")]
