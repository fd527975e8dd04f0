"""What does an instructor want to know of a class at once? Numbers for the page; pure."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.class_results import StudentRow
from grader.reports.distributions import Histogram, accuracy_histogram, points_histogram
from grader.rubric import Problem, Rubric


@dataclass(frozen=True)
class ProblemOverview:
    """How a class did on one problem."""

    problem: Problem
    graded: int
    full: int
    """Students with all of its points."""
    accuracies: Histogram | None
    """`None` when no network was trained."""


@dataclass(frozen=True)
class SameNetwork:
    """Students whose networks for a problem have the same layers."""

    problem: str
    layers: str
    """In words."""
    students: tuple[str, ...]
    recipes: tuple[tuple[str, ...], ...]
    """Those of them, two or more at a time, who train it the same way too."""

    @property
    def one_recipe(self) -> bool:
        """Whether all of them train it the same way."""
        return len(self.recipes) == 1 and len(self.recipes[0]) == len(self.students)


@dataclass(frozen=True)
class Overview:
    """A class in numbers."""

    students: int
    graded: int
    full: int
    """Students with full marks, or more."""
    mean: float | None
    """Of the points of who is graded; `None` when nobody is."""
    median: float | None
    points: Histogram | None
    problems: tuple[ProblemOverview, ...]
    failures: dict[str, dict[str, int]]
    """Rule -> problem -> students who break it; the most frequent rule first."""
    not_graded: tuple[tuple[str, tuple[str, ...]], ...]
    """Reason, students; the reason of the most students first."""
    unsettled: tuple[StudentRow, ...]
    """Students for whom a person should say which network is meant."""
    same_networks: tuple[SameNetwork, ...]


def overview(rows: Sequence[StudentRow], rubric: Rubric) -> Overview:
    """Count what there is to count.

    Args:
        rows: the class, in the order in which students are listed.
        rubric: the problems, and what they are worth.
    """
    points = [row.points for row in rows if row.points is not None]
    most = sum(problem.points for problem in rubric.problems)
    return Overview(
        students=len(rows),
        graded=len(points),
        full=sum(value >= rubric.max_points for value in points),
        mean=statistics.fmean(points) if points else None,
        median=statistics.median(points) if points else None,
        points=points_histogram(points, most) if points else None,
        problems=tuple(_problem_overview(problem, rows) for problem in rubric.problems),
        failures=_failures(rows),
        not_graded=_not_graded(rows),
        unsettled=tuple(row for row in rows if row.unsettled),
        same_networks=_same_networks(rows, rubric),
    )


def _problem_overview(problem: Problem, rows: Sequence[StudentRow]) -> ProblemOverview:
    found = [each for row in rows for each in row.problems if each.id == problem.id]
    accuracies = [each.accuracy for each in found if each.accuracy is not None]
    thresholds = [band.at_least for band in problem.score.bands]
    return ProblemOverview(
        problem=problem,
        graded=sum(each.outcome == "graded" for each in found),
        full=sum(each.points is not None and each.points >= each.max_points for each in found),
        accuracies=accuracy_histogram(accuracies, thresholds) if accuracies else None,
    )


def _failures(rows: Sequence[StudentRow]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for problem in row.problems:
            for rule in problem.failed_rules:
                counts[rule][problem.id] += 1
    ordered = sorted(counts, key=lambda rule: (-counts[rule].total(), rule))
    return {rule: dict(counts[rule]) for rule in ordered}


def _not_graded(rows: Sequence[StudentRow]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    reasons: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.status == "not_graded":
            reasons[row.reason or "no reason was given"].append(row.student)
    ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple((reason, tuple(students)) for reason, students in ordered)


def _same_networks(rows: Sequence[StudentRow], rubric: Rubric) -> tuple[SameNetwork, ...]:
    found: dict[tuple[str, str], list[tuple[str, str | None]]] = defaultdict(list)
    layers: dict[tuple[str, str], str] = {}
    for row in rows:
        for problem in row.problems:
            if problem.network is not None:
                key = (problem.id, problem.network)
                found[key].append((row.student, problem.recipe))
                layers[key] = problem.layers or ""
    groups = [
        SameNetwork(
            problem=key[0],
            layers=layers[key],
            students=tuple(student for student, _ in members),
            recipes=_same_recipes(members),
        )
        for key, members in found.items()
        if len(members) > 1
    ]
    order = {problem.id: position for position, problem in enumerate(rubric.problems)}
    return tuple(
        sorted(groups, key=lambda group: (order.get(group.problem, 0), -len(group.students)))
    )


def _same_recipes(members: Sequence[tuple[str, str | None]]) -> tuple[tuple[str, ...], ...]:
    by_recipe: dict[str, list[str]] = defaultdict(list)
    for student, recipe in members:
        if recipe is not None:
            by_recipe[recipe].append(student)
    return tuple(tuple(students) for students in by_recipe.values() if len(students) > 1)
