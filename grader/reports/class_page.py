"""How did the class do? One HTML page that needs no network, and nothing beside it.

`class_page/` holds the template, the style and the script. What others wrote (names, messages)
reaches the page in two ways alone: through the template, which escapes it, and as JSON that the
script reads and shows as text. The page's own policy forbids every other script, and the network.
"""

import base64
import hashlib
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from grader import __version__
from grader.class_results import StudentRow
from grader.leaderboard import Place, standings
from grader.reports.class_overview import Overview, overview
from grader.reports.grade_book import STATUS_WORDS
from grader.reports.student_details import student_details
from grader.rubric import Rubric
from grader.whole_file import whole_file

CLASS_PAGE_NAME = "index.html"

_FOLDER = Path(__file__).parent / "class_page"
_LEADERS = 10
"""Ranks that are shown."""
_MOST_LEADERS = 20
"""Students who are shown for them: the last rank may be shared by half a class."""

Load = Callable[[str], dict[str, Any] | None]
"""Gives a student's results document, `None` where there is none."""


def write_class_page(path: Path, rows: Sequence[StudentRow], rubric: Rubric, load: Load) -> None:
    """Write the page, holding one student's document in memory at a time.

    Args:
        path: of the page; replaced as a whole.
        rows: the class, in any order.
        rubric: as it was graded by.
        load: called once for each student, in the order of the page.
    """
    ordered = sorted(rows, key=lambda row: (row.student.casefold(), row.student))
    template = _templates().get_template("class_page.html.j2")
    found = overview(ordered, rubric)
    pieces = template.generate(
        rubric=rubric,
        rows=ordered,
        overview=found,
        standings=[(each.entry, *_leaders(each.places)) for each in standings(ordered, rubric)],
        failing=_failing(found),
        status_words=STATUS_WORDS,
        version=__version__,
        style=_asset("class_page.css"),
        plotly=_plotly(),
        script=_asset("class_page.js"),
        script_hashes=[_content_hash(_plotly()), _content_hash(_asset("class_page.js"))],
        data=script_json(_page_data(ordered, rubric, found)),
        details=_details(ordered, load),
    )
    with whole_file(path) as file:
        for piece in pieces:
            file.write(piece)


def script_json(value: Any) -> Markup:
    """Write JSON that stays inside its `<script>`, whatever strings are in it."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    # An HTML parser knows nothing of JSON: it ends the script at the first "</script".
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704


def _details(rows: Sequence[StudentRow], load: Load) -> Iterator[Markup]:
    for row in rows:
        yield script_json(student_details(load(row.student)))


def _leaders(places: Sequence[Place]) -> tuple[list[Place], int]:
    """Give the places that are shown, and how many more students are on the board."""
    shown = [place for place in places if place.rank <= _LEADERS][:_MOST_LEADERS]
    return shown, len(places) - len(shown)


def _page_data(rows: Sequence[StudentRow], rubric: Rubric, found: Overview) -> dict[str, Any]:
    """Lay out what the script has to know before a student is opened."""
    return {
        "students": [row.student for row in rows],
        "reasons": [row.reason for row in rows],
        "max_points": rubric.max_points,
        "median": found.median,
        "points": asdict(found.points) if found.points else None,
        "failures": [
            [rule, [by_problem.get(problem.id, 0) for problem in rubric.problems]]
            for rule, by_problem in found.failures.items()
        ],
        "problems": [
            {
                "id": each.problem.id,
                "title": each.problem.title,
                "bands": [[band.at_least, band.points] for band in each.problem.score.bands],
                "accuracies": asdict(each.accuracies) if each.accuracies else None,
            }
            for each in found.problems
        ],
    }


def _failing(found: Overview) -> list[tuple[str, int, str]]:
    """List what the table can be filtered by: (rule or problem:rule, students or cases, words)."""
    options = []
    for rule, by_problem in found.failures.items():
        options.append((rule, sum(by_problem.values()), f"{rule}, any problem"))
        options += [
            (f"{problem}:{rule}", count, f"{problem} {rule}")
            for problem, count in by_problem.items()
        ]
    return options


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _number
    environment.filters["percent"] = _percent
    return environment


def _number(value: float) -> str:
    """Write 34, 33.5, 79,510."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _percent(accuracy: float) -> str:
    """Write 97.86%; an accuracy short of a threshold is never rounded up to it."""
    return f"{math.floor(accuracy * 10_000 + 1e-6) / 100:.2f}%"


@cache
def _asset(name: str) -> Markup:
    return Markup((_FOLDER / name).read_text(encoding="utf-8"))  # noqa: S704


@cache
def _plotly() -> Markup:
    return Markup(get_plotlyjs())  # noqa: S704


def _content_hash(script: str) -> str:
    """Write a script's checksum as a Content-Security-Policy has it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
