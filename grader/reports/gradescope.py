"""What does Gradescope get to read? `results.json`, always whole.

Format: Gradescope's autograder specification, "Output format"
(gradescope-autograders.readthedocs.io/en/latest/specs). docs/results.md explains every field.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from grader.leaderboard import leaderboard_entries
from grader.records import MalformedRecord
from grader.reports.answer_words import answer_lines
from grader.results import CheckResult, Grade, NotGraded, ProblemGrade, TrainingResult
from grader.rubric import Rubric
from grader.whole_file import whole_file


def results_document(grade: Grade | NotGraded, rubric: Rubric) -> dict[str, Any]:
    """Lay out a finished submission for Gradescope."""
    document = _frame(grade.problems, rubric, grade.seconds)
    if isinstance(grade, NotGraded):
        # Without a score Gradescope reports a failed run, which is what this is; 0 would be a mark.
        document |= {"output": f"Not graded: {grade.reason}. This is not a zero."}
        for test in document["tests"]:
            test.pop("score", None)
    else:
        document |= {"output": _summary(grade, rubric)}
        if grade.points is not None:
            document["score"] = grade.points
            if rubric.leaderboard:
                document["leaderboard"] = leaderboard_entries(grade, rubric)
    document["extra_data"] |= {
        "status": "not_graded" if isinstance(grade, NotGraded) else grade.status,
        "student": grade.student,
        "reason": grade.reason if isinstance(grade, NotGraded) else None,
        "notes": list(grade.notes),
        "provenance": grade.provenance.model_dump(mode="json") if grade.provenance else None,
    }
    return document


def unfinished_document(
    student: str, finished: Sequence[ProblemGrade], rubric: Rubric, seconds: float
) -> dict[str, Any]:
    """Lay out a submission being graded, so that a killed run leaves its finished problems."""
    document = _frame(finished, rubric, seconds)
    missing = len(rubric.problems) - len(finished)
    document["score"] = sum(problem.points or 0.0 for problem in finished)
    document["output"] = (
        f"Grading had not finished: {missing} of {len(rubric.problems)} problems left."
    )
    document["extra_data"] |= {"status": "in_progress", "student": student}
    return document


def submission_document(grade: Grade | NotGraded) -> dict[str, Any]:
    """Lay out a submission for `--json`."""
    return {
        "student": grade.student,
        "status": grade.status if isinstance(grade, Grade) else "not_graded",
        "reason": None if isinstance(grade, Grade) else grade.reason,
        "points": grade.points if isinstance(grade, Grade) else None,
        "max_points": grade.max_points,
        "notes": list(grade.notes),
        "problems": {problem.id: problem_document(problem) for problem in grade.problems},
        "provenance": grade.provenance.model_dump(mode="json") if grade.provenance else None,
    }


def problem_document(problem: ProblemGrade) -> dict[str, Any]:
    """Lay out a problem: its checks, its network and its per-epoch record."""
    trainings = [_training(training) for training in problem.trainings]
    return {
        "title": problem.title,
        "outcome": problem.outcome,
        "reason": problem.reason,
        "points": problem.points,
        "max_points": problem.max_points,
        "extra_credit": problem.extra_credit,
        "accuracy": problem.accuracy,
        "found": problem.found,
        "how": problem.how,
        "assumed": list(problem.assumed),
        "claim": problem.claim.model_dump(mode="json") if problem.claim else None,
        "flags": [flag.model_dump(mode="json") for flag in problem.flags],
        "candidates": [each.model_dump(mode="json") for each in problem.candidates],
        "needs_person": problem.needs_person,
        "checks": [check.model_dump(mode="json") for check in problem.checks],
        "network": problem.network.model_dump(mode="json") if problem.network else None,
        "training": trainings[0] if trainings else None,
        "more_seeds": trainings[1:],
        "sweep": [point.model_dump(mode="json") for point in problem.sweep],
    }


def read_problem(id_: str, document: Any) -> ProblemGrade:
    """Read back what `problem_document` laid out.

    Raises:
        MalformedRecord: it is anything else.
    """
    if not isinstance(document, dict):
        raise MalformedRecord("a problem is no object")
    given = dict(document)
    more = given.pop("more_seeds", None)
    trainings = [given.pop("training", None), *(more if isinstance(more, list) else [])]
    given["trainings"] = [_without_metrics(each) for each in trainings if each is not None]
    return ProblemGrade.from_json(json.dumps(given | {"id": id_}).encode())


def _without_metrics(training: Any) -> Any:
    """Leave out what a training's epochs say already."""
    if not isinstance(training, dict):
        return training
    return {key: value for key, value in training.items() if not key.endswith("_test_accuracy")}


def write_whole(path: Path, document: dict[str, Any], *, durable: bool = True) -> None:
    """Write JSON so that a reader sees the old file or the new one, never a part.

    Args:
        path: of the file.
        document: plain JSON.
        durable: see `whole_file`.

    Raises:
        ValueError: it holds NaN or infinity.
    """
    text = _indented(document)
    with whole_file(path, durable=durable) as file:
        file.write(text + "\n")


def _indented(document: dict[str, Any]) -> str:
    # A class writes thousands of these, and Python's own encoder is slow as soon as it indents;
    # without that it is quick enough to look for NaN, which the other one would let pass.
    json.dumps(document, allow_nan=False)
    try:
        return to_json(document, indent=2).decode()
    except PydanticSerializationError:  # half a surrogate pair, which UTF-8 cannot hold
        return json.dumps(document, indent=2)


def _frame(problems: Sequence[ProblemGrade], rubric: Rubric, seconds: float) -> dict[str, Any]:
    return {
        "execution_time": round(seconds, 3),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [test for problem in problems for test in _tests(problem)],
        "extra_data": {
            "rubric": rubric.id,
            "max_points": rubric.max_points,
            "problems": {problem.id: problem_document(problem) for problem in problems},
        },
    }


def _tests(problem: ProblemGrade) -> list[dict[str, Any]]:
    tests = [
        _test(problem, check, f"{problem.id}.{number}")
        for number, check in enumerate(problem.checks, start=1)
    ]
    said = [line.text for line in answer_lines(problem)]
    if tests and said:
        # On the network, where there is a test for it, and not below points.
        about = next((test for test in tests if test["tags"][1] == "model"), tests[0])
        about["output"] = "\n".join([about["output"], *said])
    return tests


def _test(problem: ProblemGrade, check: CheckResult, number: str) -> dict[str, Any]:
    # Gradescope knows two states; an undecided check is no pass.
    test: dict[str, Any] = {
        "number": number,
        "name": f"{problem.id} {check.rule}",
        "name_format": "text",
        "status": "passed" if check.outcome == "passed" else "failed",
        "output": check.message + (f"\n{check.advice}" if check.advice else ""),
        "output_format": "text",
        "tags": [problem.id, check.rule, check.outcome],
        "visibility": "visible",
        "extra_data": {"measured": check.measured, "limit": check.limit},
    }
    if check.max_points is not None:
        test |= {"score": check.points or 0.0, "max_score": check.max_points}
    return test


def _training(training: TrainingResult) -> dict[str, Any]:
    return training.model_dump(mode="json") | {
        "final_test_accuracy": training.final_test_accuracy,
        "best_test_accuracy": training.best_test_accuracy,
    }


def _summary(grade: Grade, rubric: Rubric) -> str:
    lines = [f"{rubric.title or rubric.id}: {grade.points or 0:g} of {grade.max_points:g} points"]
    for problem in grade.problems:
        extra = " (extra credit)" if problem.extra_credit else ""
        lines.append(f"{problem.id}: {problem.points or 0:g} of {problem.max_points:g}{extra}")
    return "\n".join([*lines, *(f"Note: {note}" for note in grade.notes)])
