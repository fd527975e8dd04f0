import json
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cell_outputs import MAX_CELL_OUTPUT, MAX_NOTEBOOK_OUTPUT
from grader.claims.choice import claim_between, sweep_between
from grader.claims.reading import read_claims
from grader.claims.words import read_line
from grader.notebooks import read_notebook
from grader.submissions import CellOutput, SourceFile


def stated(line: str, **how: Any) -> list[tuple[float, str]]:
    found = read_line(line, **how).accuracies
    return [(round(each.accuracy, 6), each.of) for each in found]


def notebook(*cells: tuple[str, str]) -> SourceFile:
    """Read a notebook of code cells, each with what it printed."""
    written = [
        {
            "cell_type": "code",
            "source": code,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": text}],
        }
        for code, text in cells
    ]
    return read_notebook(json.dumps({"nbformat": 4, "cells": written}).encode())


@pytest.mark.parametrize(
    ("line", "accuracies"),
    [
        ("Accuracy: 9766/10000 (97.6600)", [(0.9766, "unknown")]),
        ("Test set: Average loss: 0.0712, Accuracy: 9812/10000 (98%)", [(0.9812, "test")]),
        ("Epoch 1/10: loss: 0.2904, acc: 0.9138, val loss: 0.1, val acc: 0.9596",
         [(0.9138, "train"), (0.9596, "validation")]),
        ("[epoch 3] test_acc=97.81", [(0.9781, "test")]),
        ("Accuracy of the network on the 10000 test images: 97 %", [(0.97, "test")]),
        ("Best accuracy so far 98.12%", [(0.9812, "unknown")]),
        ("Accuracy: tensor(0.9811)", [(0.9811, "unknown")]),
        ("Test Accuracy = 98.3%", [(0.983, "test")]),
        ("Test Accuracy = 98", [(0.98, "test")]),
        ("Test Accuracy = 98.0", [(0.98, "test")]),
        ("- 2s 4ms/step - loss: 0.07 - accuracy: 0.98 - val_loss: 0.1 - val_accuracy: 0.97",
         [(0.98, "train"), (0.97, "validation")]),
        ("100%|██████████| 469/469 [00:05<00:00, 85.2it/s, acc=0.978, loss=0.07]",
         [(0.978, "unknown")]),
        (" Accuracy: 97.5%, Avg loss: 0.080000", [(0.975, "unknown")]),
        ("Train Epoch: 1 [59520/60000 (99%)]\tLoss: 0.05", []),
        ("train loss 0.2 | train acc 0.95 | test loss 0.1 | test acc 0.97",
         [(0.95, "train"), (0.97, "test")]),
        ("train loss 0.2 acc 0.95 - test loss 0.1 acc 0.97", [(0.95, "train"), (0.97, "test")]),
        ("Train/Test Acc: 0.99/0.97", [(0.99, "train"), (0.97, "test")]),
        ("Test loss, acc: 0.08 0.97", [(0.97, "test")]),
        ("Test loss: 0.08", []),
        ("Test score: 0.07", []),
        ("lr=0.01 momentum=0.9 acc=0.9712", [(0.9712, "unknown")]),
        ("Got 9812 / 10000 with accuracy 98.12", [(0.9812, "unknown")]),
        ("9812/10000 correct", [(0.9812, "unknown")]),
        ("hits: 9812 / 10000", [(0.9812, "unknown")]),
        ("tr_acc 0.99 | te_acc 0.9812", [(0.99, "train"), (0.9812, "test")]),
        ("Accuracy of plane : 51 %", []),
        ("Accuracy for class: cat   is 51.3 %", []),
        ("Accuracy after 5 epochs: 97.5%", [(0.975, "unknown")]),
        ("The test accuracy of model 2 is 97.65", [(0.9765, "test")]),
        ("epoch 3 done, 97.81% test accuracy, 0.07 loss", [(0.9781, "test")]),
        ("Overall accuracy 0.98 on the validation set", [(0.98, "validation")]),
        ("testAcc 0.9788 trainAcc 0.9999", [(0.9788, "test"), (0.9999, "train")]),
        ("Final test accuracy: 97,86%", [(0.9786, "test")]),
        ("test error 2.1%", [(0.979, "test")]),
        ("Test error: 0.0712", []),
        ("Problem C: test accuracy of the best epoch: 97.93 %", [(0.9793, "test")]),
        ("accuracy in epoch 12: 97.93 %", [(0.9793, "unknown")]),
        ("best epoch: 11  0.0712  0.9794", [(0.9794, "unknown")]),
        ("best epoch 11 0.9794", [(0.9794, "unknown")]),
        ("best epoch: 11  0.9012  0.9794", []),
        ("best epoch 11, loss 0.9794", []),
        ("epoch 11  0.0712  0.9794", []),
        ("try 3: 0.9799 (best)", [(0.9799, "unknown")]),
        ("try 3: 0.9799 best 0.9812", [(0.9812, "unknown")]),
        ("lr 0.9799 best", []),
        ("C max 0.9795 at epoch 19 last 0.9788",
         [(0.9795, "unknown"), (0.9788, "unknown")]),
        ("accuracy increased by 0.5%", []),
        ("Accuracy should be at least 97.5%", []),
        ("test acc >= 0.975", []),
        ("97.5% accuracy threshold", []),
        ("Dropout(p=0.1, inplace=False)", []),
        ("Time: 12.3s, 60000 images, batch size 32", []),
    ],
)  # fmt: skip
def test_what_a_printed_line_states(line: str, accuracies: list[Any]) -> None:
    assert stated(line) == accuracies


@pytest.mark.parametrize(
    ("line", "accuracies"),
    [
        ("got 97.86% on test", [(0.9786, "test")]),
        ("got 0.9786 on the test set", [(0.9786, "test")]),
        ("test: 0.9786", [(0.9786, "test")]),
        ("reached 97.86% test accuracy, needs 97.5%", [(0.9786, "test")]),
        ("Problem C: 100 hidden units, test accuracy of at least 0.975", []),
        ("we want 98% on test", []),
        ("deneme 3: 0.9799 EN IYI", [(0.9799, "unknown")]),
        ("mejor epoca:  11  0.0712  0.9794", [(0.9794, "unknown")]),
        ("deneme 3: 0.9799", []),
        ("20% of train set held out", []),
    ],
)
def test_what_a_comment_states(line: str, accuracies: list[Any]) -> None:
    assert stated(line, loose=True) == accuracies


class TestClaims:
    def test_comments_and_prints_of_a_script(self) -> None:
        code = b'x = 1  # test accuracy: 0.9786\n\nprint("Final test accuracy: 0.9812")\n'
        found = read_claims(SourceFile(code))
        assert [(c.accuracy, c.of, c.line, c.where, c.in_output) for c in found] == [
            (0.9786, "test", 1, "the comment in line 1", False),
            (0.9812, "test", 3, "the print in line 3", False),
        ]

    @pytest.mark.parametrize(
        "code",
        [
            b'print(f"test accuracy: {x} 0.98")',
            b'print("test accuracy 0.98: %.4f" % x)',
            b'x = "test accuracy: 0.98"',
            b"test_accuracy = 0.98",
            b"if test_accuracy > 0.98: pass",
        ],
    )
    def test_what_is_filled_in_later_or_never_shown_is_no_claim(self, code: bytes) -> None:
        assert read_claims(SourceFile(code)) == ()

    @pytest.mark.parametrize(
        ("code", "claimed"),
        [
            ("hist = fit(net, 20)  # 0.9834", [0.9834]),
            ("return optimise(net, 2e-3, 18, 64)      # 0.9803 barely", [0.9803]),
            ("fit(net, 20)  # 0.9834 loss", []),
            ("fit(net, 20)  # 0.9834 in 20 epochs", []),
            ("fit(net, 20)  # 0.98", []),
            ("net = build(20)  # 0.9834", []),
        ],
    )
    def test_a_number_behind_a_call_that_trains(self, code: str, claimed: list[float]) -> None:
        assert [each.accuracy for each in read_claims(SourceFile(code.encode()))] == claimed

    @pytest.mark.parametrize(
        ("comment", "above", "headed"),
        [("# try 3: 0.9799 best", "", 4), ("# try 3: 0.9799 best", "x = 1", None)],
    )
    def test_a_comment_that_begins_a_paragraph_heads_the_code_below(
        self, comment: str, above: str, headed: int | None
    ) -> None:
        (claim,) = read_claims(SourceFile(f"{above}\n# try 2\n{comment}\nnet = 1".encode()))
        assert claim.heads == headed

    @pytest.mark.parametrize(("first", "of"), [(4, "test"), (5, "unknown"), (1, "unknown")])
    def test_epochs_that_go_on_in_the_next_cell_are_of_the_same_images(
        self, first: int, of: str
    ) -> None:
        def log(begin: int, *accuracies: float) -> str:
            return "".join(f"{n} 0.05 {a}\n" for n, a in enumerate(accuracies, start=begin))

        table = "ep  loss  test\n" + log(1, 0.95, 0.96, 0.97)
        claims = read_claims(notebook(("a", table), ("b", log(first, 0.975, 0.98, 0.981))))
        assert [each.of for each in claims] == ["test"] * 3 + [of] * 3

    @pytest.mark.parametrize(
        ("text", "claimed"),
        [
            ("- E **98.70%**", [0.987]),
            ("- E **0.9870**", [0.987]),
            ("- E **98.7%**", []),
            ("- E **97.50%**", []),
            ("needs 98.70%", []),
        ],
    )
    def test_what_a_student_measured_has_four_decimals(
        self, text: str, claimed: list[float]
    ) -> None:
        file = replace(notebook(("a", "")), prose=(CellOutput(1, text),))
        assert [each.accuracy for each in read_claims(file)] == claimed

    def test_an_output_is_said_to_be_its_cells(self) -> None:
        file = notebook(("a = 1\nb = 2", ""), ("c", "Accuracy: 9766/10000 (97.6600)\n"), ("d", ""))
        (claim,) = read_claims(file)
        assert (claim.accuracy, claim.line, claim.end_line) == (0.9766, 3, 4)
        assert (claim.where, claim.in_output) == ("the output of cell 2", True)

    def test_a_comment_in_a_notebook_is_told_by_cell(self) -> None:
        (claim,) = read_claims(notebook(("a", ""), ("b\n# test acc 97.1%", "")))
        assert (claim.line, claim.where) == (3, "the comment in cell 2, line 2")

    def test_a_header_says_what_the_next_line_is_about(self) -> None:
        (claim,) = read_claims(notebook(("a", "Test Error: \n Accuracy: 97.5%, Avg loss: 0.08\n")))
        assert (claim.accuracy, claim.of) == (0.975, "test")

    def test_epochs_are_carried_on(self) -> None:
        text = "Epoch 1\n--\nTest acc: 97%\nEpoch 2\n--\nTest acc: 98%\n"
        assert [claim.epoch for claim in read_claims(notebook(("a", text)))] == [1, 2]

    @pytest.mark.parametrize(
        ("code", "output", "accuracies"),
        [
            ("print(test_acc)", "tensor(0.9811)", [0.9811]),
            ("accuracy(model, test_loader)", "0.9811", [0.9811]),
            ("(pred == y).float().mean()", "tensor(0.9811)", [0.9811]),
            ("print(loss)", "0.9811", []),
            ("print(acc)\nprint(loss)", "0.9811\n0.0712", []),
            (
                "print(e + 1, acc, best)",
                "1 0.97 0.97\n2 0.96 0.97\n3 0.978 0.978",
                [0.97, 0.96, 0.978, 0.978],
            ),
            ("print(ep, l.item(), acc(net))", "0 0.9 0.97\n1 0.8 0.98\n", [0.97, 0.98]),
            ("print(loss)\ntest_accuracy(net)", "0.0712\n\n97.77\n", [0.9777]),
            ("evaluate(net)", "0.9811", [0.9811]),
            ("evaluate(net)", "0.8712", []),
            ("scheduler.get_last_lr()[0]", "0.9512", []),
            ("x = f()", "97.77", []),
            ("acc = f()", "0.9811", []),
            ("test_accs", "[0.97,\n 0.98,\n 0.99]", [0.97, 0.98, 0.99]),
        ],
    )
    def test_bare_numbers_are_what_the_code_calls_them(
        self, code: str, output: str, accuracies: list[float]
    ) -> None:
        assert [claim.accuracy for claim in read_claims(notebook((code, output)))] == accuracies


class TestProse:
    def claims(self, text: str) -> list[tuple[float, str, str]]:
        cells = [
            {"cell_type": "markdown", "source": "test accuracy 99.12 %"},
            {"cell_type": "code", "source": "a", "outputs": []},
            {"cell_type": "markdown", "source": text},
            {"cell_type": "code", "source": "b", "outputs": []},
        ]
        file = read_notebook(json.dumps({"nbformat": 4, "cells": cells}).encode())
        return [(round(c.accuracy, 6), c.of, c.where) for c in read_claims(file)]

    @pytest.mark.parametrize(
        ("text", "accuracy"),
        [
            ("The best test accuracy is **97.99 %** with 100 units, so it is over 97.5 %.", 0.9799),
            ("We got `0.9786` on the test set.", 0.9786),
            ("| | test accuracy |\n| --- | --- |\n| 2C | 97.93% |", 0.9793),
        ],
    )
    def test_below_a_cell_is_about_it(self, text: str, accuracy: float) -> None:
        assert self.claims(text) == [(accuracy, "test", "the text below cell 1")]

    @pytest.mark.parametrize(
        "text",
        [
            "### Problem D: test accuracy 98.04 %",
            "Your network must reach 98.04 % test accuracy.",
            "A test accuracy of at least 0.9804 is needed.",
            "| Problem | test accuracy |\n| --- | --- |\n| 2C | 97.5% |",
            "> test accuracy 98.04 %",
            "test accuracy: 98 %",
        ],
    )
    def test_what_is_demanded_is_no_claim(self, text: str) -> None:
        assert self.claims(text) == []

    def test_outputs_come_before_it(self) -> None:
        cells = [
            {
                "cell_type": "code",
                "source": "a",
                "outputs": [{"output_type": "stream", "name": "stdout", "text": "test acc 0.97"}],
            },
            {"cell_type": "markdown", "source": "test accuracy 99.12 %"},
        ]
        claims = read_claims(read_notebook(json.dumps({"nbformat": 4, "cells": cells}).encode()))
        assert claim_between(claims, 1, 2, "best_test_accuracy") == (0.97, "the output of cell 1")


class TestOneForAnAnswer:
    def test_test_comes_before_validation_and_training_never(self) -> None:
        file = notebook(
            ("a", "acc: 0.99 val acc: 0.97"), ("# test acc 0.96", ""), ("b", "train acc: 0.99")
        )
        claims = read_claims(file)
        assert claim_between(claims, 1, 4, "final_test_accuracy") == (
            0.96, "the comment in cell 2, line 1",
        )  # fmt: skip
        assert claim_between(claims, 1, 2, "final_test_accuracy") == (0.97, "the output of cell 1")
        assert claim_between(claims, 3, 4, "final_test_accuracy") is None

    def test_outputs_come_before_comments(self) -> None:
        claims = read_claims(notebook(("a  # test acc 0.99", "test acc 0.96")))
        assert claim_between(claims, 1, 2, "best_test_accuracy") == (0.96, "the output of cell 1")

    def test_the_metric_chooses_among_the_epochs_of_the_last_training(self) -> None:
        def log(*accuracies: float) -> str:
            return "".join(f"epoch {n} test acc {a}\n" for n, a in enumerate(accuracies, start=1))

        claims = read_claims(notebook(("a", log(0.5, 0.99)), ("b", log(0.6, 0.98, 0.97))))
        best, final = (
            claim_between(claims, 1, 3, "best_test_accuracy"),
            claim_between(claims, 1, 3, "final_test_accuracy"),
        )
        assert (best, final) == ((0.98, "the output of cell 2"), (0.97, "the output of cell 2"))

    def test_the_best_so_far_is_not_the_last(self) -> None:
        claims = read_claims(notebook(("a", "test acc 0.97\nbest test acc 0.98")))
        assert claim_between(claims, 1, 2, "final_test_accuracy") == (0.97, "the output of cell 1")

    @pytest.mark.parametrize(
        ("text", "claimed"),
        [
            ("0 0.91\n1 0.95\n2 0.9783\n", 0.9783),
            ("1: 0.91\n2: 0.9512\n3: 0.94\n", 0.94),
            ("0 0.91\n1 0.95\n", None),  # two lines make no series
            ("0 0.91\n2 0.95\n4 0.97\n", None),
            ("0 0.9\n1 0.5\n2 0.2\n", None),  # a loss falls
            ("0 0.1\n1 0.2\n2 0.79\n", None),
            ("0 0.9\n1 0.95\n2 1.2\n", None),
        ],
    )
    def test_epochs_in_turn_with_numbers_that_rise(self, text: str, claimed: float | None) -> None:
        found = read_claims(notebook(("print(epoch, hist[-1])", text)))
        assert (found[-1].accuracy if found else None) == claimed

    def test_a_sweep_is_no_claim_of_the_model(self) -> None:
        text = "".join(f"p={p}: test acc {a}\n" for p, a in ((0.0, 0.9), (0.5, 0.99), (1.0, 0.1)))
        claims = read_claims(notebook(("a", "test acc 0.97"), ("b", text)))
        assert claim_between(claims, 1, 3, "best_test_accuracy") == (0.97, "the output of cell 1")


class TestSweeps:
    VALUES = (0.0, 0.111, 0.222)

    def test_lines_that_name_p_are_put_in_order(self) -> None:
        text = "p = 0.22, test acc: 0.95\np = 0.11, test acc: 0.97\np = 0.00, test acc: 0.98\n"
        claims = read_claims(notebook(("a", text)))
        assert sweep_between(claims, 1, 2, self.VALUES) == (0.98, 0.97, 0.95)

    def test_p_may_stand_above_its_accuracy(self) -> None:
        text = "".join(
            f"Dropout {p}\nEpoch 1: train acc 0.9, test acc {a}\n"
            for p, a in ((0.0, 0.98), (0.11, 0.97), (0.22, 0.95))
        )
        claims = read_claims(notebook(("a", text)))
        assert sweep_between(claims, 1, 2, self.VALUES) == (0.98, 0.97, 0.95)

    def test_pairs_of_bare_numbers(self) -> None:
        claims = read_claims(notebook(("print(p, test_acc)", "0.0 0.98\n0.11 0.97\n0.22 0.95\n")))
        assert sweep_between(claims, 1, 2, self.VALUES) == (0.98, 0.97, 0.95)

    @pytest.mark.parametrize("count", [2, 3, 4])
    def test_without_p_there_must_be_exactly_as_many(self, count: int) -> None:
        claims = read_claims(notebook(("a", "test acc: 0.9\n" * count)))
        expected = (0.9,) * 3 if count == 3 else None
        assert sweep_between(claims, 1, 2, self.VALUES) == expected

    def test_as_many_epochs_are_no_sweep(self) -> None:
        claims = read_claims(notebook(("a", "".join(f"epoch {n} acc 0.9\n" for n in (1, 2, 3)))))
        assert sweep_between(claims, 1, 2, self.VALUES) is None


_words = st.text("acurytestlopEh 0123456789.%/[]()=:,|-\n\"'#", max_size=80)


@given(_words | st.text(max_size=60))
def test_no_line_raises_and_all_are_fractions(line: str) -> None:
    for loose in (False, True):
        assert all(0 <= each.accuracy <= 1 for each in read_line(line, loose=loose).accuracies)


@given(st.binary(max_size=200), st.lists(_words, max_size=3))
def test_no_file_raises(source: bytes, outputs: list[str]) -> None:
    read_claims(SourceFile(source))
    file = notebook(*(("print(acc)", output) for output in outputs))
    claims = read_claims(file)
    claim_between(claims, 1, 10, "best_test_accuracy")
    sweep_between(claims, 1, 10, (0.0, 0.5))


@pytest.mark.parametrize(
    "piece",
    [
        "acc 0.9, ",
        "[0.9, ",
        "acc 0.9\n",
        "9/10 ",
        "a" * 50,
        "acc\t",
        "9",
        "best epoch 9 0.9 ",
        "=> 97% ",
        "0.9812 best (",
        "C    max",
        "# 0.9812 x\n",
    ],
)
def test_megabytes_are_read_at_once(piece: str) -> None:
    text = (piece * (MAX_CELL_OUTPUT // len(piece)))[:MAX_CELL_OUTPUT]
    file = notebook(*[("print(acc)", text)] * (MAX_NOTEBOOK_OUTPUT // MAX_CELL_OUTPUT))
    started = time.monotonic()
    read_claims(file)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "piece", ["# 0.9812 x\n", "fit(a)  # 0.9812 best\n", "\n# 0.98\nx\n", "# C    ", "fit(", "#\n"]
)
def test_a_megabyte_of_code_is_read_at_once(piece: str) -> None:
    source = (piece * (1_000_000 // len(piece))).encode()
    started = time.monotonic()
    read_claims(SourceFile(source))
    assert time.monotonic() - started < 10
