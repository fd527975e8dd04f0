"""Numbers with no word for accuracy: results are taken, whatever else looks like them is not."""

import pytest

from grader.claims.words import read_line


def stated(line: str, *, loose: bool = False) -> list[tuple[float, str]]:
    found = read_line(line, loose=loose).accuracies
    return [(round(each.accuracy, 6), each.of) for each in found]


@pytest.mark.parametrize(
    ("line", "accuracies"),
    [
        ("[ 1/12] loss 0.0481  train 0.9854  test 0.9791", [(0.9854, "train"), (0.9791, "test")]),
        ("epoch 3 train 0.03 0.9912 test 0.08 0.9855", [(0.9912, "train"), (0.9855, "test")]),
        ("TEST (0.07120843, 0.9788)", [(0.9788, "test")]),
        ("LB (test) = 0.9867", [(0.9867, "test")]),
        ("12:00:03,123 INFO epoch 3/10 5.3s loss 0.0812 test 0.9712", [(0.9712, "test")]),
        ("last 0.9788 best 0.9793", [(0.9788, "unknown"), (0.9793, "unknown")]),
        ("BEST 0.9801", [(0.9801, "unknown")]),
        ("BEST 98.61% in epoch 14", [(0.9861, "unknown")]),
        ("best: 0.979", [(0.979, "unknown")]),
        ("[100] 0.1 0.003 0.0 16 128 adam 5 -> 0.9812", [(0.9812, "unknown")]),
        ("p = 0.11 -> 0.9881", [(0.9881, "unknown")]),
        ("2C: 98.06%", [(0.9806, "unknown")]),
        ("C : 0.9795  D : 0.9814", [(0.9795, "unknown"), (0.9814, "unknown")]),
        ("{'c': 0.9792, 'd': 0.9822}", [(0.9792, "unknown"), (0.9822, "unknown")]),
        ("loss: 0.2134 test: 0.9712", [(0.9712, "test")]),
    ],
)  # fmt: skip
def test_what_a_result_looks_like(line: str, accuracies: list[tuple[float, str]]) -> None:
    assert stated(line) == accuracies


@pytest.mark.parametrize(
    ("line", "accuracies"),
    [
        ("max 0.9781", [(0.9781, "unknown")]),
        ("final 0.9944", [(0.9944, "unknown")]),
        ("best: 0.9821 on my machine", [(0.9821, "unknown")]),
        ("final: 99.27 %", [(0.9927, "unknown")]),
        ("My best result: 98.71%", [(0.9871, "unknown")]),
        ("2C 0.9798", [(0.9798, "unknown")]),
        ("final test acc = 0.9802 +- 0.0014", [(0.9802, "test")]),
        ("final test acc = 98.02% +/- 0.14%", [(0.9802, "test")]),
    ],
)
def test_what_a_result_looks_like_in_prose(line: str, accuracies: list[tuple[float, str]]) -> None:
    assert stated(line, loose=True) == accuracies


@pytest.mark.parametrize("loose", [False, True])
@pytest.mark.parametrize(
    "line",
    [
        "final lr 0.9801", "best loss 0.9123", "best momentum 0.9500", "max norm 0.9512",
        "final temperature 0.9512", "the last layer 0.9512", "best was 12.4571 seconds",
        "max 0.9512 s", "gamma: 0.9512", "betas=(0.9, 0.9995)", "p = 0.8889", "Best p: 0.8889",
        "loss: train 0.9512 test 0.9123", "test loss 0.9123", "loss 0.9512 -> 0.8123",
        "momentum 0.9000 -> 0.9900", "target: 0.9800 for D", "C needs 97.50%", "D: at least 98.00%",
        "must be >= 0.9750", "2C must reach 0.9750", "threshold 0.9830", "goal for 2E: 98.30%",
        "split 0.8333 train, 0.1667 val", "mean 0.1307 std 0.3081", "C = 100, D = 200",
        "accuracy, N = 10^4", "keep prob C: 0.8500", "best 1.0", "best 0.6123", "2D: 12.51",
    ],
)  # fmt: skip
def test_what_nobody_claims(line: str, loose: bool) -> None:
    assert [each for each in stated(line, loose=loose) if each[1] != "train"] == []


@pytest.mark.parametrize("line", ["C: 0.975, D: 0.98, E: 0.983", "2C 97.5 %", "best: 0.98"])
def test_round_numbers_in_prose_are_what_is_demanded(line: str) -> None:
    assert stated(line, loose=True) == []
