from typing import Any

import pytest

from grader.results import Claim, SweepPoint
from grader.rubric import ClaimRules, SweepRules
from grader.scoring import (
    check_accuracy,
    check_claim,
    check_sweep,
    handed_in,
    is_borderline,
    scored_accuracy,
    untrained_checks,
)


def score(**changes: Any) -> dict[str, Any]:
    return {"bands": ({"at_least": 0.975, "points": 10},), **changes}


def borderline(within: float = 0.003, take: str = "best", **changes: Any) -> dict[str, Any]:
    return score(borderline={"within": within, "more_seeds": 2, "take": take}, **changes)


class TestAccuracy:
    @pytest.mark.parametrize(
        ("correct", "points"),
        [(8_999, 0), (9_000, 6), (9_001, 6), (9_749, 6), (9_750, 10), (9_751, 10), (10_000, 10)],
    )
    def test_bands_are_inclusive_and_the_highest_counts_alone(
        self, build: Any, correct: int, points: float
    ) -> None:
        (check,) = check_accuracy(build.problem(), [build.training(correct / 10_000)], 10_000)
        assert (check.points, check.max_points) == (points, 10)
        assert check.outcome == ("passed" if points else "failed")

    @pytest.mark.parametrize("images", [500, 8_000, 10_000])
    def test_every_share_of_the_images_reaches_itself_as_a_threshold(
        self, build: Any, images: int
    ) -> None:
        for correct in range(images - 200, images):
            exactly = score(bands=({"at_least": round(correct / images, 6), "points": 10},))
            problem = build.problem(score=exactly)
            for training, points in ((correct, 10), (correct - 1, 0)):
                trained = [build.training(training / images)]
                (check,) = check_accuracy(problem, trained, images)
                assert check.points == points

    def test_the_message_holds_number_and_limit_and_the_advice_what_is_missing(
        self, build: Any
    ) -> None:
        problem = build.problem(score=score(metric="best_test_accuracy"))
        (check,) = check_accuracy(problem, [build.training(0.9738, 0.97)], 10_000)
        assert check.message == "97.38% best test accuracy (needs 97.50%)"
        assert check.advice == "0.12 points short: 12 of 10,000 test images"
        assert (check.measured, check.limit) == (0.9738, 0.975)

    def test_part_of_an_image_short_is_short_and_is_shown(self, build: Any) -> None:
        problem = build.problem(score=score(take="mean"), training={"seeds": (0, 1)})
        (check,) = check_accuracy(problem, [build.training(0.9749), build.training(0.975)], 10_000)
        assert check.points == 0
        assert "97.495% final" in check.message
        assert check.advice is not None
        assert "1 of 10,000 test images" in check.advice

    def test_a_mean_of_equal_accuracies_is_that_accuracy(self, build: Any) -> None:
        for count in range(2, 8):
            for correct in range(9_000, 9_100):
                exactly = score(take="mean", bands=({"at_least": correct / 10_000, "points": 10},))
                problem = build.problem(score=exactly, training={"seeds": tuple(range(count))})
                same = [build.training(correct / 10_000)] * count
                assert check_accuracy(problem, same, 10_000)[0].points == 10

    def test_final_is_the_last_epoch_and_best_is_any(self, build: Any) -> None:
        training = [build.training(0.98, 0.97)]
        assert scored_accuracy(build.problem(score=score()), training) == 0.97
        best = build.problem(score=score(metric="best_test_accuracy"))
        assert scored_accuracy(best, training) == 0.98

    def test_a_training_that_diverged_fails_training_and_has_no_accuracy(self, build: Any) -> None:
        diverged = build.training(0.99, diverged_in_epoch=2)
        training, accuracy = check_accuracy(build.problem(), [diverged], 10_000)
        assert (training.rule, training.outcome) == ("training", "failed")
        assert "diverged in epoch 2" in training.message
        assert (accuracy.outcome, accuracy.points, accuracy.max_points) == ("skipped", 0, 10)


class TestSeveralSeeds:
    @pytest.mark.parametrize(("take", "scored"), [("best", 0.98), ("median", 0.97), ("mean", 0.95)])
    def test_take_makes_one_number_of_them(self, build: Any, take: str, scored: float) -> None:
        problem = build.problem(score=score(take=take), training={"seeds": (0, 1, 2)})
        trainings = [build.training(value) for value in (0.98, 0.90, 0.97)]
        assert scored_accuracy(problem, trainings) == pytest.approx(scored)

    def test_borderlines_take_counts_only_once_more_seeds_were_asked_for(self, build: Any) -> None:
        rules = borderline(take="best") | {"take": "median"}
        problem = build.problem(score=rules, training={"seeds": (0, 1, 2)})
        three = [build.training(value) for value in (0.97, 0.90, 0.98)]
        assert scored_accuracy(problem, three) == 0.97
        assert scored_accuracy(problem, [*three, build.training(0.91)]) == 0.98
        (check,) = check_accuracy(problem, three, 10_000)
        assert "the median of 3 seeds: 97.00%, 90.00%, 98.00%" in check.message

    def test_a_seed_that_diverged_counts_as_nothing_learned(self, build: Any) -> None:
        problem = build.problem(score=score(take="mean"), training={"seeds": (0, 1)})
        trainings = [build.training(0.98), build.training(diverged_in_epoch=1)]
        assert scored_accuracy(problem, trainings) == pytest.approx(0.49)
        assert "98.00%, diverged" in check_accuracy(problem, trainings, 10_000)[0].message

    def test_when_all_diverged_there_is_no_accuracy(self, build: Any) -> None:
        assert scored_accuracy(build.problem(), [build.training(diverged_in_epoch=1)] * 2) is None


class TestBorderline:
    @pytest.mark.parametrize(
        ("accuracy", "near"),
        [(0.9719, False), (0.972, True), (0.9749, True), (0.975, False), (0.978, False)],
    )
    def test_with_best_only_what_is_below_can_change(
        self, build: Any, accuracy: float, near: bool
    ) -> None:
        assert is_borderline(build.problem(score=borderline()).score, accuracy) == near

    @pytest.mark.parametrize(
        ("accuracy", "near"),
        [(0.9719, False), (0.972, True), (0.975, True), (0.978, True), (0.9781, False)],
    )
    def test_with_the_median_either_side_can(self, build: Any, accuracy: float, near: bool) -> None:
        rules = build.problem(score=borderline(take="median")).score
        assert is_borderline(rules, accuracy) == near

    def test_every_band_has_its_border(self, build: Any) -> None:
        bands = ({"at_least": 0.9, "points": 5}, {"at_least": 0.975, "points": 10})
        rules = build.problem(score=borderline(bands=bands)).score
        assert is_borderline(rules, 0.899)
        assert not is_borderline(rules, 0.95)

    def test_without_the_rule_and_without_an_accuracy_nothing_is_near(self, build: Any) -> None:
        assert not is_borderline(build.problem().score, 0.975)
        assert not is_borderline(build.problem(score=borderline()).score, None)


class TestClaims:
    rules = ClaimRules(tolerance=0.005, points=2)

    @pytest.mark.parametrize(
        ("claim", "points"), [(0.975, 0), (0.976, 2), (0.981, 2), (0.986, 2), (0.9861, 0)]
    )
    def test_tolerance_is_inclusive_both_ways(
        self, build: Any, claim: float, points: float
    ) -> None:
        (check,) = check_claim(self.rules, build.answer(test_accuracy=claim), 0.981)
        assert (check.points, check.max_points) == (points, 2)
        assert "retrained to 98.10%" in check.message
        assert "at most 0.50" in check.message

    def test_no_claim_costs_its_points_only_where_there_are_any(self, build: Any) -> None:
        assert check_claim(ClaimRules(tolerance=0.005), build.answer(), 0.98) == ()
        (check,) = check_claim(self.rules, build.answer(), 0.98)
        assert (check.outcome, check.points, check.max_points) == ("failed", 0, 2)

    def test_a_claim_that_is_no_number_is_said_even_without_points(self, build: Any) -> None:
        answer = build.answer(claim_fault="test_accuracy is 'high'")
        (check,) = check_claim(ClaimRules(tolerance=0.005), answer, 0.98)
        assert (check.outcome, check.points, check.max_points) == ("failed", None, None)
        assert check.message == "test_accuracy is 'high'"

    def in_doubt(self, build: Any, doubt: str | None = "was printed elsewhere") -> Any:
        claim = Claim(accuracy=0.5, where="the output of cell 3", doubt=doubt)
        return build.answer(test_accuracy=0.5, claim=claim)

    def test_a_claim_in_doubt_is_not_compared_where_it_earns_nothing(self, build: Any) -> None:
        (check,) = check_claim(ClaimRules(tolerance=0.005), self.in_doubt(build), 0.98)
        assert (check.outcome, check.points, check.max_points) == ("skipped", None, None)
        assert check.message == (
            "50.00% is claimed (the output of cell 3); not compared: it was printed elsewhere"
        )

    def test_a_claim_in_doubt_is_compared_where_it_earns_points(self, build: Any) -> None:
        (check,) = check_claim(self.rules, self.in_doubt(build), 0.98)
        assert (check.outcome, check.points) == ("failed", 0)

    def test_a_claim_without_a_doubt_is_compared(self, build: Any) -> None:
        answer = self.in_doubt(build, doubt=None)
        (check,) = check_claim(ClaimRules(tolerance=0.005), answer, 0.98)
        assert check.outcome == "failed"

    def test_against_a_training_that_diverged_nothing_is_decided(self, build: Any) -> None:
        (check,) = check_claim(self.rules, build.answer(test_accuracy=0.98), None)
        assert (check.outcome, check.points) == ("skipped", 0)


class TestSweep:
    rules = SweepRules(values=(0.0, 0.5, 1.0), tolerance=0.03, matches_at_least=2, points=4)

    def points(self, *pairs: tuple[float | None, float | None]) -> list[SweepPoint]:
        return [
            SweepPoint(p=p, measured=measured, claimed=claimed)
            for p, (measured, claimed) in zip(self.rules.values, pairs, strict=True)
        ]

    @pytest.mark.parametrize(
        ("pairs", "points"),
        [
            (((0.98, 0.95), (0.9, 0.93), (0.1, 0.9)), 4),
            (((0.98, 0.949), (0.9, 0.93), (0.1, 0.9)), 0),
            (((0.98, 0.98), (None, 0.93), (0.1, 0.9)), 0),
        ],
    )
    def test_as_many_claims_as_the_rubric_asks_must_agree(
        self, build: Any, pairs: Any, points: float
    ) -> None:
        answer = build.answer(dropout_sweep=(0.1, 0.1, 0.1))
        check = check_sweep(self.rules, answer, self.points(*pairs))
        assert (check.points, check.max_points) == (points, 4)
        assert "of 3 claims within 3 points" in check.message
        assert "at least 2" in check.message

    def test_no_sweep_fails_and_says_why(self, build: Any) -> None:
        check = check_sweep(self.rules, build.answer(sweep_fault="the list is short"), [])
        assert (check.outcome, check.points, check.message) == ("failed", 0, "the list is short")


def test_points_that_cannot_be_earned_any_more_are_skipped_not_lost_from_the_total(
    build: Any,
) -> None:
    problem = build.problem(
        points=16,
        network={"required_layers": {"Dropout": 1}},
        claims={"tolerance": 0.01, "points": 2},
        sweep={"values": (0.0, 1.0), "tolerance": 0.1, "matches_at_least": 1, "points": 4},
    )
    checks = untrained_checks(problem, "not trained: shapes failed")
    assert [check.rule for check in checks] == ["accuracy", "claims", "sweep"]
    assert sum(check.max_points or 0 for check in checks) == problem.points
    assert all(check.points == 0 and check.outcome == "skipped" for check in checks)


def test_what_will_earn_nothing_is_named_before_any_training(build: Any) -> None:
    problem = build.problem(claims={"tolerance": 0.01})
    assert handed_in(problem, build.answer(test_accuracy=0.98)) == ()
    (check,) = handed_in(problem, build.answer(claim_fault="test_accuracy_2c is 'high'"))
    assert (check.rule, check.outcome) == ("claims", "skipped")
    assert check.message == "test_accuracy_2c is 'high'"
