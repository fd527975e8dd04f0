"""The class page as people use it: in Debian's chromium, without a network."""

import itertools
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.class_results import StudentRow
from grader.reports.class_page import write_class_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

LAPTOP, PHONE = (1366, 900), (390, 844)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</script><script>alert(3)</script>",
    "{{7*7}} ${7*7} %{x} <b>bold</b>",
    "javascript:alert(4)",
    "constructor",
    "__proto__",
    "a#b?c=d&e%2F%zz+ f",
    "\u202egpj.exe",
    "שרה כהן",
    "W" * 200,
    "<a href='https://example.org'>x</a>",
)
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(ARGUMENTS)
        )
        yield launched
        launched.close()


@pytest.fixture
def show(browser: "Browser", tmp_path: Path) -> "Iterator[Callable[..., Page]]":
    """Opens a class's page; whatever it complains of or asks for in the end fails the test."""
    complaints: list[str] = []
    contexts = []

    def show(
        made: Any, size: tuple[int, int] = LAPTOP, scheme: Any = "light", fragment: str = ""
    ) -> "Page":
        path = tmp_path / "index.html"
        write_class_page(path, made.rows, made.rubric, made.load)
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: complaints.append(f"request: {request.url}"))
        page.goto(path.as_uri() + fragment)
        assert complaints.pop(0).startswith(f"request: {path.as_uri()}")
        return page

    yield show
    for context in contexts:
        context.close()
    assert complaints == []


def until(page: "Page", condition: str) -> None:
    """Wait for a condition; playwright's own way needs `eval`, which the page forbids."""
    deadline = time.monotonic() + 10
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"never: {condition}"
        page.wait_for_timeout(20)


def names(page: "Page") -> list[str]:
    """The students of the table from the top, who are shown."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('#rows tr:not([hidden]) a')].map(a => a.textContent)"
    )
    return found


def sort_by(page: "Page", heading: str) -> str | None:
    button = page.locator("thead").get_by_role("button", name=heading, exact=True)
    button.click()
    return button.locator("..").get_attribute("aria-sort")


def open_student(page: "Page", student: str) -> None:
    page.get_by_role("rowheader").get_by_text(student, exact=True).click()
    page.locator("dialog[open]").wait_for()


class TestTable:
    def test_points_sort_both_ways_and_who_has_none_is_last(
        self, show: Any, make_class: Any
    ) -> None:
        made = make_class()
        points = {row.student: row.points for row in made.rows}
        page = show(made)
        for wanted, sign in (("descending", -1), ("ascending", 1), ("descending", -1)):
            assert sort_by(page, "Points") == wanted
            found = [points[name] for name in names(page)]
            graded = [value for value in found if value is not None]
            assert graded == sorted(graded, key=lambda value: sign * value)
            assert found[len(graded) :] == [None, None]

    def test_every_column_sorts_and_says_so_alone(self, show: Any, make_class: Any) -> None:
        page = show(make_class())
        before = names(page)
        for heading in ("Status", "2C", "2D", "2E", "3G", "Fails", "Student"):
            first = sort_by(page, heading)
            assert first in ("ascending", "descending")
            order = names(page)
            assert sorted(order) == sorted(before)
            assert sort_by(page, heading) != first
            assert names(page) != order
            assert page.locator("[aria-sort]").count() == 1
        assert names(page) == sorted(before, key=str.casefold, reverse=True)

    def test_a_problem_sorts_by_points_and_then_by_accuracy(
        self, show: Any, make_class: Any
    ) -> None:
        made = make_class()
        of = {row.student: row.problems[0] for row in made.rows}
        page = show(made)
        sort_by(page, "2C")
        found = [(of[name].points or 0, of[name].accuracy or 0) for name in names(page)]
        assert found == sorted(found, reverse=True)

    def test_the_keyboard_is_enough(self, show: Any, make_class: Any) -> None:
        page = show(make_class())
        page.locator("thead").get_by_role("button", name="Points").focus()
        page.keyboard.press("Enter")
        assert page.locator("[aria-sort]").inner_text() == "Points"
        page.locator("#rows a").first.focus()
        page.keyboard.press("Enter")
        page.locator("dialog[open]").wait_for()
        page.keyboard.press("Escape")
        page.locator("dialog").wait_for(state="hidden")
        focused = page.evaluate("document.activeElement.textContent")
        assert focused == names(page)[0]

    def test_filters_add_up(self, show: Any, make_class: Any) -> None:
        made = make_class()
        failing = {
            row.student
            for row in made.rows
            if any(p.id == "2C" and "accuracy" in p.failed_rules for p in row.problems)
        }
        page = show(made)
        assert page.locator("#shown").inner_text() == "60 students"
        page.locator("#failing").select_option("2C:accuracy")
        assert set(names(page)) == failing
        page.locator("#search").fill("holm")
        assert set(names(page)) == {name for name in failing if "Holm" in name}
        shown = page.locator("#shown").inner_text()
        assert shown == f"{len(names(page))} of 60 students"
        page.locator("#failing").select_option("")
        page.locator("#status").select_option("not_graded")
        page.locator("#search").fill("")
        assert set(names(page)) == {row.student for row in made.rows if row.points is None}
        page.locator("#search").fill("nobody at all")
        assert names(page) == []
        assert page.get_by_text("Nobody matches.").is_visible()

    def test_who_needs_a_person_can_be_filtered_and_settled(
        self, show: Any, make_class: Any
    ) -> None:
        unsettled = ["Ada Rao", "Lin Holm"]
        page = show(make_class(unsettled=unsettled))
        assert (
            page.locator(".tiles .attention", has_text="Need a person").inner_text().endswith("2")
        )
        page.locator("#status").select_option("unsettled")
        assert names(page) == unsettled
        assert page.locator("#rows .pill.unsettled:visible").count() == 2
        open_student(page, "Ada Rao")
        note = page.locator("#student-body .person").inner_text()
        for piece in ("two networks fit", '["Ada Rao"]', '2C = "5:3" taken: model', '2C = "my net'):
            assert piece in note
        body = page.locator("#student-body").inner_text()
        assert "! cell 7, line 9: never in eval()" in body
        assert "batch size 32 (assumed)" in body
        assert "97.91%, the output of cell 7" in body

    def test_where_nobody_needs_a_person_nothing_is_said_of_it(
        self, show: Any, make_class: Any
    ) -> None:
        page = show(make_class())
        assert "a person" not in page.locator("main").inner_text()
        assert page.locator("#status option").count() == 3

    def test_a_number_of_the_course_site_is_searched_too(self, show: Any, make_class: Any) -> None:
        made = make_class()
        page = show(made)
        page.locator("#search").fill(made.rows[7].id)
        assert names(page) == [made.rows[7].student]

    def test_a_rule_in_the_chart_filters_the_table(self, show: Any, make_class: Any) -> None:
        page = show(make_class())
        chart = page.locator("#failures-chart")
        chart.evaluate(
            "chart => chart.emit('plotly_click',"
            " { points: [{ fullData: chart._fullData[0], customdata: 'accuracy' }] })"
        )
        assert page.locator("#failing").input_value() == "2C:accuracy"
        assert 0 < len(names(page)) < 60


class TestStudent:
    def test_back_closes_what_a_link_opened(self, show: Any, make_class: Any) -> None:
        page = show(make_class())
        open_student(page, "Ana Rao")
        assert page.url.endswith("#student=Ana%20Rao")
        assert page.title().startswith("Ana Rao")
        page.go_back()
        page.locator("dialog").wait_for(state="hidden")
        assert "#" not in page.url
        assert not page.title().startswith("Ana")
        page.go_forward()
        page.locator("dialog[open]").wait_for()

    def test_closing_goes_back_however_many_were_looked_at(
        self, show: Any, make_class: Any
    ) -> None:
        page = show(make_class())
        before = page.evaluate("history.length")
        open_student(page, "Ada Holm")
        for _ in range(3):
            page.get_by_role("button", name="Next student").click()
        assert page.locator("#student-name").inner_text() == names(page)[3]
        page.get_by_role("button", name="Close").click()
        until(page, "!location.hash")
        assert page.evaluate("history.length") == before + 1
        assert not page.locator("dialog").is_visible()

    def test_next_goes_through_the_rows_that_are_shown(self, show: Any, make_class: Any) -> None:
        page = show(make_class())
        page.locator("#search").fill("holm")
        sort_by(page, "Points")
        shown = names(page)
        open_student(page, shown[0])
        assert page.get_by_role("button", name="Previous student").is_disabled()
        for name in shown[1:]:
            page.get_by_role("button", name="Next student").click()
            until(page, f"document.getElementById('student-name').textContent === {name!r}")
        assert page.get_by_role("button", name="Next student").is_disabled()

    def test_a_link_from_elsewhere_opens_and_closes(self, show: Any, make_class: Any) -> None:
        page = show(make_class(), fragment="#student=Lin%20Rao")
        assert page.locator("#student-name").inner_text() == "Lin Rao"
        page.keyboard.press("Escape")
        until(page, "!location.hash")
        assert not page.locator("dialog").is_visible()

    @pytest.mark.parametrize("fragment", ["#student=nobody", "#student=%E0%A4%A", "#student="])
    def test_a_link_to_nobody_opens_nothing(
        self, show: Any, make_class: Any, fragment: str
    ) -> None:
        page = show(make_class(["ada"]), fragment=fragment)
        assert not page.locator("dialog").is_visible()

    def test_everything_that_is_known_is_shown(self, show: Any, make_class: Any) -> None:
        made = make_class()
        page = show(made)
        student = next(row.student for row in made.rows if row.points == row.max_points)
        open_student(page, student)
        documents = made.documents[student]["extra_data"]["problems"]
        body = page.locator("#student-body")
        text = body.inner_text()
        for id_, problem in documents.items():
            assert problem["title"] in text
            assert all(check["message"] in text for check in problem["checks"])
            if problem["network"]:
                assert f"{problem['network']['parameters']:,}" in text
            assert id_ in text
        assert "Conv2d(1, " in text
        assert body.get_by_role("row").filter(has_text="100").count() > 0
        trained = [problem for problem in documents.values() if problem["training"]]
        assert body.locator(".chart .main-svg").count() > 0
        drawn = page.evaluate(
            "[...document.querySelectorAll('#student-body .chart')].map(c => c.data.length)"
        )
        seeds = [1 + len(problem["more_seeds"]) for problem in trained]
        assert drawn == [2 * count for count in seeds for _ in ("accuracy", "loss")]
        first = page.evaluate("document.querySelector('#student-body .chart').data[1].y")
        epochs = trained[0]["training"]["epochs"]
        assert first == [epoch["test_accuracy"] for epoch in epochs]

    def test_who_has_no_document_says_so(self, show: Any, make_class: Any) -> None:
        made = make_class(["ada"])
        row = StudentRow(
            student="ada", status="not_graded", reason="no disk", points=None, max_points=38.0
        )
        page = show(replace(made, rows=(row,), documents={}))
        open_student(page, "ada")
        text = page.locator("#student-body").inner_text()
        assert "Not graded: no disk. Not a zero." in text
        assert "There is no results file of this student." in text

    def test_charts_of_closed_students_are_given_back(self, show: Any, make_class: Any) -> None:
        page = show(make_class())
        before = page.locator(".js-plotly-plot").count()
        for name in ("Ada Holm", "Ana Rao"):
            open_student(page, name)
            page.keyboard.press("Escape")
            until(page, "!location.hash")
        assert page.locator(".js-plotly-plot").count() == before


class TestHostileText:
    def hostile(self, make_class: Any) -> Any:
        made = make_class(HOSTILE)
        for document in made.documents.values():
            for problem in document["extra_data"]["problems"].values():
                problem["found"] = HOSTILE[1]
                for check, text in zip(problem["checks"], HOSTILE, strict=False):
                    check |= {"message": text, "advice": HOSTILE[0]}
            document["extra_data"]["notes"] = list(HOSTILE)
        rows = [
            *made.rows,
            *(
                StudentRow(
                    student=f"no {position}",
                    status="not_graded",
                    reason=text,
                    points=None,
                    max_points=38.0,
                    id=text,
                    email=text,
                )
                for position, text in enumerate(HOSTILE)
            ),
        ]
        return replace(made, rows=tuple(rows))

    def test_it_is_shown_as_it_is_and_nothing_else_happens(
        self, show: Any, make_class: Any
    ) -> None:
        made = self.hostile(make_class)
        page = show(made)
        count_elements = "document.querySelectorAll('script, img, iframe').length"
        elements = page.evaluate(count_elements)
        assert elements == 3 + len(made.rows)
        assert set(names(page)) == {row.student for row in made.rows}
        order = names(page)
        for row in made.rows:
            page.locator("#rows a").nth(order.index(row.student)).click()
            page.locator("dialog[open]").wait_for()
            assert page.locator("#student-name").inner_text() == row.student
            assert page.locator("dialog img, dialog script, dialog b b, dialog a").count() == 0
            for width, height in (PHONE, LAPTOP):
                resize(page, width, height)
                assert no_overflow(page), row.student
            page.keyboard.press("Escape")
            until(page, "!location.hash")
        assert page.evaluate(count_elements) == elements


def resize(page: "Page", width: int, height: int) -> None:
    """Change the window, and wait until every chart is drawn for it."""
    page.set_viewport_size({"width": width, "height": height})
    until(
        page,
        "[...document.querySelectorAll('.chart')].every(chart =>"
        " chart.drawnWidth === chart.clientWidth)",
    )


def no_overflow(page: "Page") -> bool:
    """Whether neither the page nor a student's page can be scrolled sideways."""
    wide: bool = page.evaluate(
        "[document.documentElement, document.getElementById('student-body')]"
        ".some(e => e.scrollWidth > e.clientWidth)"
    )
    return not wide


def overlaps(page: "Page", selector: str) -> list[str]:
    """Labels of one chart that lie on each other, or leave it."""
    found: list[str] = page.evaluate(
        """selector => [...document.querySelectorAll('.chart')].flatMap(chart => {
            const outer = chart.getBoundingClientRect();
            const labels = [...chart.querySelectorAll(selector)]
                .filter(e => e.textContent)
                .map(e => [e.textContent, e.getBoundingClientRect()]);
            const bad = labels
                .filter(([, r]) => r.left < outer.left - 1 || r.right > outer.right + 1
                    || r.top < outer.top - 1 || r.bottom > outer.bottom + 1)
                .map(([text]) => `${text} leaves its chart`);
            labels.forEach(([text, a], i) => labels.slice(i + 1).forEach(([other, b]) => {
                if (a.left < b.right - 1 && b.left < a.right - 1
                    && a.top < b.bottom - 1 && b.top < a.bottom - 1)
                    bad.push(`${text} lies on ${other}`);
            }));
            return bad;
        })""",
        selector,
    )
    return found


CLOSE_BANDS = tuple(
    {"at_least": at_least, "points": points}
    for at_least, points in ((0.97, 2), (0.973, 4), (0.975, 6), (0.9755, 8), (0.99, 10))
)


class TestLayout:
    @pytest.mark.parametrize("students", [0, 1, 60])
    def test_labels_keep_apart_and_nothing_is_wider_than_the_screen(
        self, show: Any, make_class: Any, build: Any, students: int
    ) -> None:
        rubric = build.rubric(
            {"id": "2C"},
            {"id": "a-long-identifier-of-a-problem", "score": {"bands": CLOSE_BANDS}},
            title="A title with more words in it than a telephone is wide",
        )
        made = make_class([f"Student {n}" for n in range(students)], rubric)
        page = show(made)
        texts = ".annotation-text, .xtick text, .ytick text, .legendtext"
        for opened, (width, height) in itertools.product((False, True), (LAPTOP, PHONE)):
            if opened and students:
                page.evaluate("location.hash = '#student=Student%200'")
                page.locator("dialog[open] .chart .main-svg").first.wait_for()
            resize(page, width, height)
            assert no_overflow(page)
            assert overlaps(page, texts) == []
            charts = page.locator("#distributions .chart .annotation-text").count()
            assert charts == (9 if students else 0)  # 2 lines for points, 2 and 5 thresholds

    def test_charts_follow_the_window_and_the_scheme(self, show: Any, make_class: Any) -> None:
        page = show(make_class())
        fill = "document.querySelector('#points-chart .point path').style.fill"
        light = page.evaluate(fill)
        page.emulate_media(color_scheme="dark")
        until(page, f"{fill} !== '{light}'")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        until(page, "document.querySelector('#points-chart .main-svg').clientWidth < 390")
        assert no_overflow(page)

    def test_a_phone_sorts_without_headings(self, show: Any, make_class: Any) -> None:
        made = make_class()
        points = {row.student: row.points for row in made.rows}
        page = show(made, PHONE)
        assert not page.locator("thead").is_visible()
        page.locator("#sort").select_option(label="Most points")
        assert points[names(page)[0]] == max(value for value in points.values() if value)
        page.locator("#sort").select_option(label="Fewest points")
        assert points[names(page)[0]] == min(v for v in points.values() if v is not None)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_text_stands_out(self, show: Any, make_class: Any, scheme: str) -> None:
        page = show(make_class(["ada"]), scheme=scheme)
        pairs = [
            (text, ground)
            for ground in ("page", "card")
            for text in ("text", "quiet", "accent", "good", "part", "bad", "threshold")
        ]
        pairs += [("good", "good-back"), ("part", "part-back"), ("bad", "bad-back")]
        for text, ground in pairs:
            light, dark = sorted((luminance(page, text), luminance(page, ground)), reverse=True)
            # 4.5 to 1: WCAG 2.2, success criterion 1.4.3.
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)

    def test_on_paper_there_are_no_controls(self, show: Any, make_class: Any) -> None:
        page = show(make_class())
        page.emulate_media(media="print")
        assert not page.locator("#search").is_visible()
        assert page.locator("#rows tr").first.is_visible()


def luminance(page: "Page", variable: str) -> float:
    """Relative luminance of a colour of the page, as WCAG defines it."""
    style = "getComputedStyle(document.documentElement)"
    colour: str = page.evaluate(f"{style}.getPropertyValue('--{variable}')").strip().lstrip("#")
    parts = [int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.slow
def test_a_thousand_students_sort_filter_and_open(show: Any, make_class: Any) -> None:
    few = make_class()
    rows, documents = [], {}
    for number in range(1000):
        row = few.rows[number % 60]
        rows.append(row.model_copy(update={"student": f"{row.student} {number:04}"}))
        documents[rows[-1].student] = few.documents[row.student]
    page = show(replace(few, rows=tuple(rows), documents=documents))
    sort_by(page, "Points")
    page.locator("#search").fill("0999")
    (name,) = names(page)
    open_student(page, name)
    assert page.locator("#student-name").inner_text() == name
