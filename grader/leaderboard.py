"""Who is ahead? The rankings that a rubric asks for, for Gradescope and for the class page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.class_results import ProblemRow, StudentRow, problem_row
from grader.results import Grade
from grader.rubric import LeaderboardEntry, Rubric

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Place:
    """One student's place; students with the same value share it."""

    rank: int
    student: str
    value: float
    """An accuracy is a fraction, 0 to 1."""


@dataclass(frozen=True)
class Standings:
    """One ranking of the class, the best first."""

    entry: LeaderboardEntry
    places: tuple[Place, ...]


def leaderboard_entries(grade: Grade, rubric: Rubric) -> list[dict[str, Any]]:
    """Lay out one student's values as Gradescope reads them; accuracies in percent."""
    if grade.status != "graded":
        return []
    problems = tuple(problem_row(problem) for problem in grade.problems)
    found = []
    for entry in published(rubric):
        value = _value(entry, problems, rubric)
        if value is None:
            continue
        shown = round(100 * value, 4) if entry.show == "accuracy" else value
        # Gradescope takes the highest for the best unless it is told otherwise.
        order = {"order": "asc"} if entry.best_first == "asc" else {}
        found.append({"name": entry.name, "value": shown, **order})
    return found


def standings(rows: Sequence[StudentRow], rubric: Rubric) -> tuple[Standings, ...]:
    """Rank the class by every entry of the rubric's leaderboard; empty when it has none."""
    return tuple(
        Standings(entry, tuple(_places(entry, rows, rubric))) for entry in published(rubric)
    )


def published(rubric: Rubric) -> tuple[LeaderboardEntry, ...]:
    """List the entries whose problem is graded in this run, which may be one problem alone."""
    ids = {problem.id for problem in rubric.problems}
    return tuple(e for e in rubric.leaderboard if e.problem is None or e.problem in ids)


def _places(entry: LeaderboardEntry, rows: Sequence[StudentRow], rubric: Rubric) -> list[Place]:
    values = {
        row.student: value
        for row in rows
        if row.status == "graded" and (value := _value(entry, row.problems, rubric)) is not None
    }
    sign = -1 if entry.best_first == "desc" else 1
    ordered = sorted(values.items(), key=lambda item: (sign * item[1], item[0].casefold(), item[0]))
    places: list[Place] = []
    for position, (student, value) in enumerate(ordered, start=1):
        tied = places and places[-1].value == value
        places.append(Place(places[-1].rank if tied else position, student, value))
    return places


def _value(
    entry: LeaderboardEntry, problems: Sequence[ProblemRow], rubric: Rubric
) -> float | int | None:
    """Read what an entry shows; `None` for who is not on it, having reached no threshold."""
    reached = [problem for problem in problems if _reached_a_band(problem, rubric)]
    if entry.problem is None:
        return sum(problem.points or 0.0 for problem in problems) if reached else None
    problem = next((each for each in reached if each.id == entry.problem), None)
    return getattr(problem, entry.show) if problem is not None else None


def _reached_a_band(row: ProblemRow, rubric: Rubric) -> bool:
    lowest = {problem.id: problem.score.bands[0].at_least for problem in rubric.problems}
    return (
        row.outcome == "graded"
        and row.accuracy is not None
        and row.id in lowest
        and row.accuracy >= lowest[row.id] - _ROUNDING
    )
