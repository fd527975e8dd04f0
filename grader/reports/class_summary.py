"""What do people read when a class is done? A line per student, then what is left to do."""

import statistics
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.class_results import ProblemRow, StudentRow
from grader.picks import PICKS_NAME
from grader.reports.answer_words import picks_line, picks_table
from grader.reports.class_progress import outcome
from grader.rubric import Rubric

MAX_UNSETTLED = 20
"""Students whose networks to choose from are listed; of the others, the names."""


def show_class(console: Console, rows: Sequence[StudentRow], rubric: Rubric) -> None:
    """Print every student with the points of each problem, and the class in two lines."""
    console.print(_table(rows, rubric))
    console.print(_totals(rows, rubric))
    not_graded = [row for row in rows if row.status == "not_graded"]
    for row in not_graded:
        console.print(Text.assemble("  ", (row.student, "bold"), "  ", outcome(row)))
    if not_graded:
        said = "Not graded is never a zero: the reason is not the student's."
        console.print(Text(f"  {said}", style="dim"))
    _show_unsettled(console, rows)


def show_class_check(console: Console, rows: Sequence[StudentRow]) -> None:
    """Print every student with the rules that are broken."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column("student", overflow="fold", style="bold", max_width=40)
    table.add_column("outcome", overflow="fold")
    for row in rows:
        table.add_row(Text(row.student), outcome(row))
    console.print(table)
    fitting = sum(
        row.status == "checked" and not any(p.failed_rules for p in row.problems) for row in rows
    )
    console.print(Text(f"{fitting} of {len(rows)} submissions keep all rules", style="bold"))
    _show_unsettled(console, rows)


def _show_unsettled(console: Console, rows: Sequence[StudentRow]) -> None:
    """Print for whom a person should choose, as the lines of which one goes into the file."""
    unsettled = [row for row in rows if row.unsettled]
    if not unsettled:
        return
    heading = f"{len(unsettled)} {'needs' if len(unsettled) == 1 else 'need'} a person"
    where = f"{PICKS_NAME} in the class's folder, or into a file for --picks"
    said = f". Put the line that is right into {where}, and grade again:"
    console.print(Text.assemble((heading, "bold yellow"), (said, "dim")))
    for row in unsettled[:MAX_UNSETTLED]:
        console.print(Padding(Text(picks_table(row.student), style="bold"), (0, 0, 0, 2)))
        for problem in row.unsettled:
            console.print(Padding(_choices(problem, console.width - 2), (0, 0, 0, 2)))
    if more := [row.student for row in unsettled[MAX_UNSETTLED:]]:
        console.print(Padding(Text(f"and {', '.join(more)}"), (0, 0, 0, 2)))


def _choices(problem: ProblemRow, width: int) -> Text:
    """Write the lines of a problem's candidates, each below a comment that says what it is.

    Wrapped by ourselves: a comment's second line without a # would be a pick of its own.
    """
    lines = _comment(f"{problem.id}: {problem.needs_person or ''}", width)
    for position, each in enumerate(problem.candidates):
        taken = "taken: " if position == 0 else ""
        lines.append_text(_comment(f"{taken}{each.shown}", width))
        lines.append(f"{picks_line(problem.id, each.pick)}\n")
    lines.rstrip()
    return lines


def _comment(text: str, width: int) -> Text:
    wrapped = Text(text).wrap(Console(width=width), max(width - 2, 10))
    return Text("".join(f"# {line.plain.rstrip()}\n" for line in wrapped))


def _table(rows: Sequence[StudentRow], rubric: Rubric) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("student", overflow="fold", style="bold", max_width=40)
    for problem in rubric.problems:
        table.add_column(Text(problem.id), justify="right", no_wrap=True)
    table.add_column("total", justify="right", no_wrap=True)
    for row in rows:
        points = {problem.id: problem for problem in row.problems}
        cells = [_points(points.get(problem.id)) for problem in rubric.problems]
        total = (
            Text("not graded", style="yellow")
            if row.points is None
            else Text(f"{row.points:g} / {row.max_points:g}", style="bold")
        )
        table.add_row(Text(row.student), *cells, total)
    return table


def _points(problem: ProblemRow | None) -> Text:
    if problem is None or problem.points is None:
        return Text("-", style="yellow")
    full = problem.points >= problem.max_points
    style = "green" if full else "red" if problem.points == 0 else "yellow"
    return Text(f"{problem.points:g}", style=style)


def _totals(rows: Sequence[StudentRow], rubric: Rubric) -> Text:
    points = [row.points for row in rows if row.points is not None]
    left = len(rows) - len(points)
    said = f"{len(points)} of {len(rows)} graded"
    if points:
        mean, median = statistics.fmean(points), statistics.median(points)
        said += f", mean {mean:.1f}, median {median:g} of {rubric.max_points:g} points"
    total = Text(said, style="bold")
    return total.append(f"; {left} not graded:", style="bold yellow") if left else total
