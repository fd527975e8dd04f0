"""What do people read in the terminal? One table per submission; student text is never markup."""

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.reports.answer_words import AnswerLine, answer_lines
from grader.results import CheckResult, Grade, NotGraded, ProblemGrade
from grader.rubric import Rubric

HEADLINES = ("accuracy", "hidden-units", "parameters", "sweep")
"""Passed rules whose numbers say most about a network, in the order they are shown."""

HANDED_IN = ("claims", "sweep")
"""Undecided by `grade check`, and there only when what was handed in will earn nothing."""


def show_submission(
    console: Console, grade: Grade | NotGraded, rubric: Rubric, *, verbose: bool = False
) -> None:
    """Print a submission: points and reasons per problem, sweeps, notes."""
    console.print(_heading(grade, rubric))
    if grade.problems:
        console.print(_table(grade, verbose=verbose))
    for problem in grade.problems:
        if problem.sweep:
            console.print(_sweep(problem))
    for note in grade.notes:
        console.print(Padding(Text(f"note: {note}", style="dim"), (0, 0, 0, 2)))
    if grade.provenance is not None:
        console.print(Padding(Text(_how(grade), style="dim"), (0, 0, 0, 2)))


def _how(grade: Grade | NotGraded) -> str:
    """Say what the numbers depend on, in one line."""
    facts = grade.provenance
    assert facts is not None
    parts = [f"{facts.sandbox} sandbox", f"torch {facts.torch}" if facts.torch else ""]
    if facts.device:
        parts += [f"trained on {facts.device}", f"seed {', '.join(map(str, facts.seeds))}"]
    return ", ".join(part for part in [*parts, f"{grade.seconds:.0f} s"] if part)


def _heading(grade: Grade | NotGraded, rubric: Rubric) -> Text:
    heading = Text.assemble((grade.student, "bold"), "  ", (rubric.title or rubric.id, "dim"))
    if isinstance(grade, NotGraded):
        heading.append(
            f"\n  not graded: {grade.reason}. Not a zero; run again", style="bold yellow"
        )
    return heading


def _table(grade: Grade | NotGraded, *, verbose: bool) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=True, show_header=False)
    table.add_column("problem", no_wrap=True, style="bold")
    table.add_column("points", no_wrap=True, justify="right")
    table.add_column("result", overflow="fold", ratio=1)
    for problem in grade.problems:
        table.add_row(Text(problem.id), _points(problem), _result(problem, verbose=verbose))
    if isinstance(grade, Grade) and grade.points is not None:
        extra = sum(problem.points or 0 for problem in grade.problems if problem.extra_credit)
        said = f"of them {extra:g} extra credit" if extra else ""
        total = Text(f"{grade.points:g} / {grade.max_points:g}", style="bold")
        table.add_row(Text("total"), total, Text(said, style="dim"))
    return table


def _points(problem: ProblemGrade) -> Text:
    if problem.outcome == "checked":
        broken = len(problem.failed_checks)
        return Text("fits", style="green") if not broken else Text(f"{broken} broken", style="red")
    if problem.points is None:
        return Text("not graded", style="yellow")
    full = problem.points >= problem.max_points
    style = "green" if full else "red" if problem.points == 0 else "yellow"
    return Text(f"{problem.points:g} / {problem.max_points:g}", style=style)


def _result(problem: ProblemGrade, *, verbose: bool) -> RenderableType:
    reason = [Text(problem.reason, style="yellow")] if problem.reason else []
    checks = (
        [_check_line(check) for check in problem.checks] if verbose else _telling_checks(problem)
    )
    return Group(*reason, *checks, *map(_answer_line, answer_lines(problem)))


def _telling_checks(problem: ProblemGrade) -> list[Text]:
    """Show what fails, and of what passed the numbers; of a good network one line is enough."""
    lines = []
    passed = {check.rule: check for check in problem.checks if check.outcome == "passed"}
    for rule in HEADLINES:
        if rule in passed:
            lines.append(_with_advice(Text(passed[rule].message), passed.pop(rule)))
    if not lines and not problem.failed_checks and not problem.reason and "training" in passed:
        lines.append(Text(passed["training"].message))
    lines += [_check_line(check) for check in problem.failed_checks]
    if problem.outcome == "checked":
        todo = [check for check in problem.checks if check.rule in HANDED_IN]
        lines += [Text.assemble((check.rule, "yellow"), ": ", check.message) for check in todo]
    # A rule that holds and still has advice: a wish that the rubric does not let a student have.
    return lines + [_check_line(check) for check in passed.values() if check.advice]


def _answer_line(line: AnswerLine) -> RenderableType:
    styles = {"found": "dim", "recipe": "dim", "claim": "dim", "person": "bold yellow"}
    text = Text(line.text, style=styles.get(line.kind, "yellow"))
    if line.kind == "person":
        # The why is a sentence, and not what one looks for.
        text.stylize("not bold", len("needs a person:"))
    return Padding(text, (0, 0, 0, 2)) if line.kind == "candidate" else text


def _check_line(check: CheckResult) -> Text:
    style = {"passed": "green", "failed": "red", "skipped": "yellow"}[check.outcome]
    line = Text.assemble((f"{check.rule} {check.outcome}", style), ": ", check.message)
    return _with_advice(line, check)


def _with_advice(line: Text, check: CheckResult) -> Text:
    return line.append(f" ({check.advice})", style="dim") if check.advice else line


def _sweep(problem: ProblemGrade) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    for heading in (f"{problem.id} sweep: p", "retrained", "claimed", "apart"):
        table.add_column(heading, justify="right", overflow="fold")
    for point in problem.sweep:
        both = point.measured is not None and point.claimed is not None
        difference = 100 * ((point.claimed or 0) - (point.measured or 0))
        table.add_row(
            f"{point.p:.2f}",
            "diverged" if point.measured is None else f"{100 * point.measured:.2f}%",
            "-" if point.claimed is None else f"{100 * point.claimed:.2f}%",
            f"{difference:+.2f}" if both else "-",
        )
    return Padding(table, (0, 0, 0, 1))
