import json
import re
import weakref
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from grader.reports.class_page import script_json, write_class_page

HOSTILE = "</script><script>alert(1)</script><!-- {{7*7}} & 'x' \"y\""


class Page(HTMLParser):
    """What a parser makes of the page: its tags, its text, and its scripts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.links: list[str] = []
        self.policy = ""
        self._attributes: dict[str, str | None] | None = None
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tags.append(tag)
        self.links += [value or "" for key, value in attributes if key in ("href", "src")]
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"] or ""
        if tag == "script":
            self.scripts.append((found, ""))
        self._attributes = found if tag == "script" else None

    def handle_endtag(self, tag: str) -> None:
        self._attributes = None

    def handle_data(self, text: str) -> None:
        if self._attributes is not None:
            attributes, before = self.scripts[-1]
            self.scripts[-1] = (attributes, before + text)
        else:
            self.text += text

    def details(self) -> list[Any]:
        return [
            json.loads(text)
            for attributes, text in self.scripts
            if str(attributes.get("id")).startswith("student-")
        ]


def page_of(made: Any, folder: Path) -> tuple[Page, str]:
    path = folder / "index.html"
    write_class_page(path, made.rows, made.rubric, made.load)
    source = path.read_text()
    return Page(source), source


def test_every_student_has_a_row_a_link_and_details(make_class: Any, tmp_path: Path) -> None:
    made = make_class(["Zoë", "ada", "Bo/x"])
    page, _ = page_of(made, tmp_path)
    assert [link for link in page.links if link.startswith("#student=")][-3:] == [
        "#student=ada",
        "#student=Bo/x",
        "#student=Zo%C3%AB",
    ]
    assert len(page.details()) == 3
    assert all(details is not None for details in page.details())


def test_nothing_is_loaded_from_anywhere(make_class: Any, tmp_path: Path) -> None:
    page, _ = page_of(make_class(["ada"]), tmp_path)
    assert {link for link in page.links if not link.startswith("#")} == {"data:,"}
    assert "default-src 'none'" in page.policy
    directives = dict(part.strip().split(" ", 1) for part in page.policy.split(";"))
    assert "unsafe" not in directives["script-src"]
    assert directives["script-src"].count("sha256-") == 2


def test_text_of_students_is_never_markup(make_class: Any, tmp_path: Path) -> None:
    tame, _ = page_of(make_class(["a", "b", "c"]), tmp_path)
    made = make_class([HOSTILE, "b", "c"])
    for problem in made.documents[HOSTILE]["extra_data"]["problems"].values():
        for check in problem["checks"]:
            check |= {"message": HOSTILE, "advice": HOSTILE}
        problem["found"] = HOSTILE
    made.documents[HOSTILE]["extra_data"]["notes"] = [HOSTILE]
    page, source = page_of(made, tmp_path)
    assert page.tags == tame.tags
    assert len(page.scripts) == len(tame.scripts)
    assert "<script>alert" not in source
    assert HOSTILE in page.text
    shown = page.details()[0]["problems"][0]
    assert shown["found"] == shown["checks"][0][2] == HOSTILE
    assert page.details()[0]["notes"] == [HOSTILE]


def test_text_of_students_about_their_answers_is_never_markup(
    make_class: Any, unsettle: Any, tmp_path: Path
) -> None:
    made = make_class(["Ada"], unsettled=["Ada"])
    (row,) = made.rows
    hostile = "</script><script>alert(1)</script><b>"
    problem = row.problems[0].model_copy(update={"needs_person": hostile})
    rows = [row.model_copy(update={"problems": (problem, *row.problems[1:])})]
    details = made.documents["Ada"]["extra_data"]["problems"]["2C"]
    details["flags"][0]["message"] = details["candidates"][0]["shown"] = hostile
    write_class_page(tmp_path / "index.html", rows, made.rubric, made.load)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_json_cannot_leave_its_script() -> None:
    text = script_json({"</script>": "<!--\u2028&\ud800"})
    assert not set("<>&\u2028") & set(text)
    assert text.isascii()
    assert json.loads(text) == {"</script>": "<!--\u2028&\ud800"}


def test_a_student_without_a_document_has_a_row_all_the_same(
    make_class: Any, tmp_path: Path
) -> None:
    made = make_class(["ada", "bob"])
    del made.documents["ada"]
    page, _ = page_of(made, tmp_path)
    assert page.details()[0] is None
    assert page.details()[1] is not None


def test_a_student_with_some_problems_has_a_cell_for_each(make_class: Any, tmp_path: Path) -> None:
    made = make_class(["ada"])
    row = made.rows[0]
    first = row.problems[0].model_copy(update={"points": 0.0, "accuracy": 0.97496})
    changes = {"status": "not_graded", "reason": "no disk", "points": None, "problems": (first,)}
    page, _ = page_of(replace(made, rows=(row.model_copy(update=changes),)), tmp_path)
    # Student, status, points, four problems, failing rules.
    assert page.tags.count("td") == 7
    assert "97.49%" in page.text  # not 97.50%, which would look like the threshold
    assert "97.50%" not in page.text


@pytest.mark.parametrize("names", [[], ["ada"]])
def test_the_smallest_classes_have_a_page(
    make_class: Any, tmp_path: Path, names: list[str]
) -> None:
    page, _ = page_of(make_class(names), tmp_path)
    assert len(page.details()) == len(names)


def test_reasons_groups_and_rankings_stand_on_the_page(make_class: Any, tmp_path: Path) -> None:
    page, _ = page_of(make_class(), tmp_path)
    text = re.sub(r"\s+", " ", page.text)
    assert "3G: the container engine did not answer within 60 s" in text
    assert "honest coincidences are likely" in text
    assert "2C Flatten, Linear(784, 100), ReLU, Linear(100, 10)" in text
    assert "2C best accuracy 1 " in text


def test_a_rubric_without_a_leaderboard_has_none_on_the_page(
    make_class: Any, build: Any, tmp_path: Path
) -> None:
    page, _ = page_of(make_class(rubric=build.rubric()), tmp_path)
    assert "Leaderboard" not in page.text


class Document(dict[str, Any]):
    """A document that can be watched."""

    __hash__ = object.__hash__  # type: ignore[assignment]


def test_one_document_is_held_at_a_time(make_class: Any, tmp_path: Path) -> None:
    made = make_class([f"student {n:02}" for n in range(30)])
    alive: weakref.WeakSet[Document] = weakref.WeakSet()
    most = 0
    asked = []

    def load(student: str) -> dict[str, Any]:
        nonlocal most
        asked.append(student)
        found = Document(made.documents[student])
        alive.add(found)
        most = max(most, len(alive))
        return found

    write_class_page(tmp_path / "index.html", made.rows, made.rubric, load)
    assert asked == sorted(made.documents)
    assert most <= 2


def test_a_page_that_cannot_be_finished_leaves_the_old_one(make_class: Any, tmp_path: Path) -> None:
    made = make_class(["ada"])
    page_of(made, tmp_path)
    before = (tmp_path / "index.html").read_bytes()

    def fail(student: str) -> None:
        raise OSError(student)

    with pytest.raises(OSError, match="ada"):
        write_class_page(tmp_path / "index.html", made.rows, made.rubric, fail)
    assert (tmp_path / "index.html").read_bytes() == before
    assert list(tmp_path.iterdir()) == [tmp_path / "index.html"]


def test_the_same_class_makes_the_same_page(make_class: Any, tmp_path: Path) -> None:
    made = make_class(["ada", "bob"])
    _, first = page_of(made, tmp_path)
    write_class_page(tmp_path / "again.html", made.rows[::-1], made.rubric, made.load)
    assert (tmp_path / "again.html").read_text() == first
