"""What does the class page show of one student? The results document, without what isn't shown."""

from collections.abc import Iterable
from typing import Any

from grader.class_results import MAX_CANDIDATES
from grader.layer_calls import layer_call
from grader.records import MalformedRecord, clean_text
from grader.reports.answer_words import (
    picks_line,
    picks_table,
    say_claim,
    say_more,
    say_optimizer,
    say_schedule,
)
from grader.reports.gradescope import read_problem
from grader.results import CheckResult, NetworkSummary, ProblemGrade, TrainingResult

MAX_NOTES = 200


def student_details(document: dict[str, Any] | None) -> dict[str, Any] | None:
    """Shorten a student's results document; `None` when there is none, or not one of ours."""
    extra = document.get("extra_data") if isinstance(document, dict) else None
    if not isinstance(extra, dict) or not isinstance(extra.get("problems"), dict):
        return None
    try:
        problems = [read_problem(id_, each) for id_, each in extra["problems"].items()]
    except MalformedRecord:
        return None
    given = extra.get("notes")
    notes = [clean_text(str(note)) for note in given[:MAX_NOTES]] if isinstance(given, list) else []
    # Of `picks.toml`; a student's name is the one that the class's run has given.
    heading = picks_table(clean_text(str(extra.get("student"))))
    unsettled = any(problem.needs_person for problem in problems)
    return {
        "notes": notes,
        "problems": [_problem(problem) for problem in problems],
        **({"heading": heading} if unsettled else {}),
    }


def _problem(problem: ProblemGrade) -> dict[str, Any]:
    said: dict[str, str] = {
        check.rule: check.message for check in problem.checks if check.outcome == "passed"
    }
    return _present(
        id=problem.id,
        outcome=problem.outcome,
        reason=problem.reason,
        points=problem.points,
        max=problem.max_points,
        extra=problem.extra_credit,
        accuracy=_rounded(problem.accuracy),
        found=problem.found,
        claim=say_claim(problem.claim) if problem.claim else None,
        flags=[flag.message for flag in problem.flags],
        person=problem.needs_person,
        candidates=[
            [picks_line(problem.id, each.pick), each.shown]
            for each in problem.candidates[:MAX_CANDIDATES]
        ],
        more_candidates=say_more(problem.candidates),
        checks=[_check(check) for check in problem.checks],
        assumed=list(problem.assumed),
        network=_network(problem.network, said) if problem.network else None,
        curves=[_curves(training) for training in problem.trainings],
        sweep=[[each.p, _rounded(each.measured), each.claimed] for each in problem.sweep],
    )


def _check(check: CheckResult) -> list[Any]:
    """Write a check as [rule, outcome, message, advice, points, of how many], cut where it ends."""
    parts = [check.rule, check.outcome, check.message, check.advice, check.points, check.max_points]
    while parts[-1] is None:
        parts.pop()
    return parts


def _network(network: NetworkSummary, said: dict[str, str]) -> dict[str, Any]:
    shapes = ["x".join(map(str, shape)) for shape in network.output_shapes]
    layers = [layer_call(layer) for layer in network.layers]
    shapes += [""] * (len(layers) - len(shapes))
    optimizer = say_optimizer(network.optimizer) if network.optimizer else None
    schedule = say_schedule(network.schedule, network.epochs) if network.schedule else None
    return _present(
        layers=[list(pair) for pair in zip(layers, shapes, strict=False)],
        parameters=network.parameters,
        units=network.hidden_units,
        multiply_adds=network.multiply_adds,
        optimizer=said.get("optimizer", optimizer),
        schedule=said.get("scheduler", schedule),
        epochs=network.epochs,
        batch_size=network.batch_size,
    )


def _curves(training: TrainingResult) -> dict[str, Any]:
    epochs = training.epochs
    return _present(
        seed=training.seed,
        diverged=training.diverged_in_epoch,
        train_loss=_series(epoch.train_loss for epoch in epochs),
        test_loss=_series(epoch.test_loss for epoch in epochs),
        train_accuracy=_series(epoch.train_accuracy for epoch in epochs),
        test_accuracy=_series(epoch.test_accuracy for epoch in epochs),
        validation_loss=_series(epoch.validation_loss for epoch in epochs),
        validation_accuracy=_series(epoch.validation_accuracy for epoch in epochs),
    )


def _series(values: Iterable[float | None]) -> list[float | None] | None:
    rounded = [_rounded(value) for value in values]
    return rounded if any(value is not None for value in rounded) else None


def _rounded(value: float | None) -> float | None:
    """Keep what a pixel can show, and an accuracy of 60,000 images: five digits."""
    return None if value is None else round(value, 5)


def _present(**fields: Any) -> dict[str, Any]:
    """Leave out what isn't there: a thousand students' nulls are megabytes."""
    # Compared by identity: 0 points equal False.
    return {
        key: value
        for key, value in fields.items()
        if value is not None and value is not False and value != []
    }
