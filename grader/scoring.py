"""How many points is it worth? Checks, trainings and the rubric in, points out; pure."""

import math
import statistics
from collections.abc import Sequence

from grader.choosing import Answer
from grader.results import CheckResult, Metric, SweepPoint, TrainingResult
from grader.rubric import ClaimRules, Problem, ScoreRules, SweepRules

METRIC_NAMES: dict[Metric, str] = {
    "final_test_accuracy": "final test accuracy",
    "best_test_accuracy": "best test accuracy",
}

# Differences of fractions such as 0.981 - 0.976 carry an error of rounding that is no student's.
_ROUNDING = 1e-9


def untrained_checks(problem: Problem, why: str) -> tuple[CheckResult, ...]:
    """Give the checks that a network which is not trained leaves undecided, with no points."""
    checks = [_skipped("accuracy", why, problem.score.points)]
    if problem.claims is not None and problem.claims.points:
        checks.append(_skipped("claims", why, problem.claims.points))
    if problem.sweep is not None:
        checks.append(_skipped("sweep", why, problem.sweep.points))
    return tuple(checks)


def handed_in(problem: Problem, answer: Answer) -> tuple[CheckResult, ...]:
    """Name claims and sweeps that will earn nothing as they are, while they can be mended."""
    faults = []
    if problem.claims is not None and answer.claim_fault is not None:
        faults.append(_skipped("claims", answer.claim_fault, problem.claims.points))
    if problem.sweep is not None and answer.sweep_fault is not None:
        faults.append(_skipped("sweep", answer.sweep_fault, problem.sweep.points))
    return tuple(faults)


def scored_accuracy(problem: Problem, trainings: Sequence[TrainingResult]) -> float | None:
    """Turn the accuracies of all seeds into the one that is scored; `None` when all diverged."""
    values = [training.metric(problem.score.metric) for training in trainings]
    if all(value is None for value in values):
        return None
    # A seed that diverged has learned nothing.
    known = [0.0 if value is None else value for value in values]
    take = _take(problem, trainings)
    if take == "best":
        return max(known)
    return statistics.median(known) if take == "median" else statistics.fmean(known)


def _take(problem: Problem, trainings: Sequence[TrainingResult]) -> str:
    """Which number of several counts: the borderline's rule once it has asked for more seeds."""
    borderline = problem.score.borderline
    if borderline is not None and len(trainings) > len(problem.training.seeds):
        return borderline.take
    return problem.score.take


def is_borderline(score: ScoreRules, accuracy: float | None) -> bool:
    """Whether more seeds are to decide: near a threshold, and able to change the points."""
    borderline = score.borderline
    if borderline is None or accuracy is None:
        return False
    return any(
        abs(accuracy - band.at_least) <= borderline.within + _ROUNDING
        and (borderline.take != "best" or not _reaches(accuracy, band.at_least))
        for band in score.bands
    )


def check_accuracy(
    problem: Problem, trainings: Sequence[TrainingResult], test_images: int
) -> tuple[CheckResult, ...]:
    """Hold the accuracy against the bands; a training that diverged fails `training` instead."""
    score = problem.score
    accuracy = scored_accuracy(problem, trainings)
    if accuracy is None:
        epoch = trainings[0].diverged_in_epoch
        message = f"diverged in epoch {epoch}: the loss stopped being a finite number"
        diverged = CheckResult.failed("training", message, advice="lower the learning rate")
        return (diverged, _skipped("accuracy", "the training diverged", score.points))
    reached = [band for band in score.bands if _reaches(accuracy, band.at_least)]
    points = reached[-1].points if reached else 0.0
    missed = [band for band in score.bands if not _reaches(accuracy, band.at_least)]
    limit = missed[0].at_least if missed else score.bands[-1].at_least
    message = f"{_say_accuracy(problem, trainings, accuracy)} (needs {_percent(limit)})"
    advice = None
    if missed:
        short = limit - accuracy
        # Upwards: an accuracy taken of several seeds may be short by part of an image.
        images = math.ceil(short * test_images - _ROUNDING * test_images)
        advice = f"{100 * short:.2f} points short: {images:,} of {test_images:,} test images"
    build = CheckResult.passed if reached else CheckResult.failed
    check = build("accuracy", message, measured=accuracy, limit=limit, advice=advice)
    return (_with_points(check, points, score.points),)


def check_claim(
    claims: ClaimRules, answer: Answer, accuracy: float | None
) -> tuple[CheckResult, ...]:
    """Compare the claimed accuracy with the retrained one; nothing to say where none was asked."""
    if answer.test_accuracy is None and answer.claim_fault is None and not claims.points:
        return ()
    if answer.test_accuracy is None:
        message = answer.claim_fault or "no test accuracy was handed in"
        check = CheckResult.failed(
            "claims", message, advice="write it as a fraction, such as 0.9786"
        )
        return (_with_points(check, 0.0, claims.points),)
    if accuracy is None:
        return (_skipped("claims", "the training diverged", claims.points),)
    if answer.claim is not None and answer.claim.doubt and not claims.points:
        said = f"{_percent(answer.test_accuracy)} is claimed ({answer.claim.where})"
        return (_skipped("claims", f"{said}; not compared: it {answer.claim.doubt}", 0),)
    difference = abs(answer.test_accuracy - accuracy)
    message = (
        f"claimed {_percent(answer.test_accuracy)}, retrained to {_percent(accuracy)}: "
        f"{100 * difference:.2f} points apart, at most {100 * claims.tolerance:.2f}"
    )
    fits = difference <= claims.tolerance + _ROUNDING
    build = CheckResult.passed if fits else CheckResult.failed
    check = build("claims", message, measured=difference, limit=claims.tolerance)
    return (_with_points(check, claims.points if fits else 0.0, claims.points),)


def check_sweep(sweep: SweepRules, answer: Answer, points: Sequence[SweepPoint]) -> CheckResult:
    """Count the claims of a sweep that retraining confirms."""
    if answer.dropout_sweep is None:
        message = answer.sweep_fault or "no sweep was handed in"
        advice = f"hand in a list of {len(sweep.values)} test accuracies, in order of p"
        return _with_points(CheckResult.failed("sweep", message, advice=advice), 0.0, sweep.points)
    matches = sum(
        point.measured is not None
        and point.claimed is not None
        and abs(point.measured - point.claimed) <= sweep.tolerance + _ROUNDING
        for point in points
    )
    message = (
        f"{matches} of {len(points)} claims within {100 * sweep.tolerance:g} points of the "
        f"retrained accuracy; at least {sweep.matches_at_least}"
    )
    fits = matches >= sweep.matches_at_least
    build = CheckResult.passed if fits else CheckResult.failed
    epochs = "one epoch" if sweep.epochs == 1 else f"{sweep.epochs} epochs"
    how = f"set every Dropout to each p, train {epochs}, and list the accuracies"
    todo = None if fits else how
    check = build("sweep", message, measured=matches, limit=sweep.matches_at_least, advice=todo)
    return _with_points(check, sweep.points if fits else 0.0, sweep.points)


def _reaches(accuracy: float, threshold: float) -> bool:
    return accuracy >= threshold - _ROUNDING


def _say_accuracy(problem: Problem, trainings: Sequence[TrainingResult], accuracy: float) -> str:
    metric = problem.score.metric
    said = f"{_percent(accuracy)} {METRIC_NAMES[metric]}"
    if len(trainings) == 1:
        return said
    values = [training.metric(metric) for training in trainings]
    each = ", ".join("diverged" if value is None else _percent(value) for value in values)
    return f"{said}, the {_take(problem, trainings)} of {len(trainings)} seeds: {each}"


def _percent(accuracy: float) -> str:
    """Write 97.50%, and more digits where two would hide a difference: 97.496%."""
    two, four = f"{100 * accuracy:.2f}", f"{100 * accuracy:.4f}".rstrip("0")
    return f"{four if len(four) > len(two) else two}%"


def _skipped(rule: str, why: str, points: float) -> CheckResult:
    check = CheckResult.model_validate({"rule": rule, "outcome": "skipped", "message": why})
    return _with_points(check, 0.0, points)


def _with_points(check: CheckResult, points: float, of: float) -> CheckResult:
    return check.model_copy(update={"points": points, "max_points": of}) if of else check
