"""How does a machine's state read in the terminal? A row per finding, what to do below it."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.doctor import Finding, can_grade

_STYLES = {"ok": "green", "missing": "yellow", "problem": "bold red"}


def show_findings(console: Console, findings: Sequence[Finding]) -> None:
    """Print the findings, and whether grading can begin."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column("name", no_wrap=True, style="bold")
    table.add_column("state", no_wrap=True)
    table.add_column("said", overflow="fold", ratio=1)
    for finding in findings:
        table.add_row(
            Text(finding.name), Text(finding.state, style=_STYLES[finding.state]), _said(finding)
        )
    console.print(table)
    if can_grade(findings):
        console.print(Text("Student code can be graded here.", style="green"))
    else:
        said = "Student code can't be graded safely here yet: get docker or bubblewrap going."
        console.print(Text(said, style="bold red"))


def _said(finding: Finding) -> Text:
    said = Text(finding.said)
    if finding.advice:
        said.append(f"\n-> {finding.advice}", style="yellow")
    return said
