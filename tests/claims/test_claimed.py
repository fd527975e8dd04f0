"""Claims are completed with why they may be about something else, sweeps with printed numbers."""

from dataclasses import replace
from typing import Any

import pytest

from grader.choosing import Answer
from grader.claims.claimed import with_claims
from grader.results import Claim, Flag
from grader.submissions import CellOutput

SWEEP = {
    "points": 20,
    "network": {"required_layers": {"Dropout": 1}},
    "sweep": {"values": (0.1, 0.5), "tolerance": 0.1, "matches_at_least": 1, "points": 10},
}
PRINTED = "p = 0.1 test accuracy: 0.95\np = 0.5 test accuracy: 0.91\n"


def flag(kind: Any) -> Flag:
    return Flag(kind=kind, message="line 3: ...")


class TestDoubts:
    def claimed(self, build: Any, *kinds: str) -> Answer:
        answer = build.answer(claim=Claim(accuracy=0.97, where="the output of cell 3"))
        done: Answer = with_claims(answer, build.problem(), [flag(kind) for kind in kinds])
        return done

    @pytest.mark.parametrize(
        ("kind", "why"),
        [
            ("other-normalization", "normalized in another way"),
            ("other-split", "another part of the images"),
            ("cells-out-of-order", "out of order"),
            ("stale-optimizer", "trained nothing"),
            ("two-optimizers", "two optimizers"),
            ("other-loss", "another loss"),
        ],
    )
    def test_what_makes_the_number_one_of_something_else(
        self, build: Any, kind: str, why: str
    ) -> None:
        claim = self.claimed(build, kind).claim
        assert claim is not None
        assert claim.doubt is not None
        assert why in claim.doubt

    @pytest.mark.parametrize(
        "kind",
        [
            "early-stopping", "sweep-on-other-layers", "hard-coded-batch-size",
            "unmodified-sample", "never-eval", "accumulated-batches", "taken-as",
        ],
    )  # fmt: skip
    def test_what_leaves_the_number_what_it_is(self, build: Any, kind: str) -> None:
        claim = self.claimed(build, kind).claim
        assert claim is not None
        assert claim.doubt is None

    def test_the_first_reason_is_enough(self, build: Any) -> None:
        claim = self.claimed(build, "taken-as", "other-loss", "stale-optimizer").claim
        assert claim is not None
        assert claim.doubt is not None
        assert claim.doubt.endswith("another loss")

    def test_what_is_claimed_is_what_is_compared(self, build: Any) -> None:
        assert self.claimed(build).test_accuracy == 0.97

    def test_an_answer_without_a_claim_stays_so(self, build: Any) -> None:
        answer = with_claims(build.answer(), build.problem(), [flag("other-loss")])
        assert (answer.claim, answer.test_accuracy) == (None, None)


class TestWhoseItIs:
    def claimed(self, build: Any, text: str, **given: Any) -> Answer:
        """Cell 2 trains two networks; the first one answers 2C."""
        first, second = build.run(statement=11), build.run(statement=12)
        told = (CellOutput(2, text),)
        cells = build.notebook_cells("", "", "")
        each = build.trained_file(first, second, cells=cells, outputs=told)
        claim = Claim(accuracy=0.98, where="the output of cell 2")
        answer = build.answer(claim=claim, **given)
        answer = replace(answer, file=each, trained=each.trained[0])
        done: Answer = with_claims(answer, build.problem(id="2C"), ())
        return done

    def test_the_number_that_names_the_problem_is_its_claim(self, build: Any) -> None:
        answer = self.claimed(build, "2C: 97.61%\n2D: 98.00%")
        assert answer.claim == Claim(accuracy=0.9761, where="the output of cell 2")
        assert answer.test_accuracy == 0.9761

    def test_what_is_nobodys_in_particular_is_dropped(self, build: Any) -> None:
        answer = self.claimed(build, "test acc 0.98")
        assert (answer.claim, answer.test_accuracy) == (None, None)

    def test_a_variable_comes_first(self, build: Any) -> None:
        answer = self.claimed(build, "2C: 97.61%\n2D: 98.00%", test_accuracy=0.98)
        assert answer.test_accuracy == 0.98


def layers(p: float) -> tuple[Any, ...]:
    return ("Flatten", ("Dropout", p), ("Linear", 784, 10))


class TestPrintedSweep:
    def notebook(
        self, build: Any, *outputs: tuple[int, str], swept: bool = True, **given: Any
    ) -> Answer:
        """The sweep runs in cell 2, the final training in cell 4, of five."""
        tried = [build.run(*layers(p), epochs=1, statement=15, built=12) for p in (0.1, 0.5)]
        final = build.run(*layers(0.3), statement=35)
        told = tuple(CellOutput(cell, text) for cell, text in outputs)
        each = build.trained_file(
            *(tried if swept else ()),
            final,
            cells=build.notebook_cells(*[""] * 5),
            outputs=told,
        )
        answer = build.answer(sweep_fault="no sweep was handed in", **given)
        answer = replace(answer, file=each, trained=each.trained[-1])
        done: Answer = with_claims(answer, build.problem(**SWEEP), ())
        return done

    @pytest.mark.parametrize("cell", [2, 3])
    def test_of_the_cell_that_ran_it_or_the_one_below(self, build: Any, cell: int) -> None:
        answer = self.notebook(build, (cell, PRINTED))
        assert (answer.dropout_sweep, answer.sweep_fault) == ((0.95, 0.91), None)

    @pytest.mark.parametrize("cell", [1, 4, 5])
    def test_of_no_other_cell(self, build: Any, cell: int) -> None:
        answer = self.notebook(build, (cell, PRINTED))
        assert (answer.dropout_sweep, answer.sweep_fault) == (None, "no sweep was handed in")

    def test_the_cell_that_ran_it_comes_first(self, build: Any) -> None:
        other = PRINTED.replace("0.9", "0.8")
        assert self.notebook(build, (2, PRINTED), (3, other)).dropout_sweep == (0.95, 0.91)

    def test_a_value_too_few_is_no_sweep(self, build: Any) -> None:
        assert self.notebook(build, (2, PRINTED.split("\n")[0])).dropout_sweep is None

    def test_a_variable_comes_first(self, build: Any) -> None:
        answer = self.notebook(build, (2, PRINTED), dropout_sweep=(0.5, 0.4))
        assert answer.dropout_sweep == (0.5, 0.4)

    def test_without_a_sweep_nothing_is_read(self, build: Any) -> None:
        assert self.notebook(build, (2, PRINTED), swept=False).dropout_sweep is None

    def test_an_answer_that_was_never_trained_has_none(self, build: Any) -> None:
        answer = with_claims(build.answer(), build.problem(**SWEEP), ())
        assert answer.dropout_sweep is None
