import pytest

from grader.notebook_headings import comment_heading, markdown_headings
from grader.submissions import BOLD, COMMENT


def found(text: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in markdown_headings(text)]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("## Problem C", [(2, "Problem C")]),
        ("##Problem C ##", [(2, "Problem C")]),
        ("text\n\n# One\nmore\n### Two", [(1, "One"), (3, "Two")]),
        ("**Problem C**", [(BOLD, "Problem C")]),
        ("__Problem C__:", [(BOLD, "Problem C")]),
        ("**Note** that this is no heading", []),
        ("**one** and **two**", []),
        ("**Problem C:** one hidden layer", [(BOLD, "Problem C: one hidden layer")]),
        ("**Problem C**: one `Linear`", [(BOLD, "Problem C: one Linear")]),
        ("__2(c).__ One hidden layer", [(BOLD, "2(c). One hidden layer")]),
        ("**Part (g)** - a CNN", [(BOLD, "Part (g) - a CNN")]),
        ("**Problem C** was easier than this one", []),
        ("**Note:** as in Problem C", []),
        ("**Part of it:** the loss", []),
        ('<h2 style="color: red">Problem <b>C</b></h2>', [(2, "Problem C")]),
        ("Problem C\n=========", [(1, "Problem C")]),
        ("Problem C\n---", [(2, "Problem C")]),
        ("# *Problem* `C` &amp; [D](https://example.org/d)", [(1, "Problem C & D")]),
        ("# model_2c", [(1, "model_2c")]),
        ("```\n# a comment\n```\n# Problem C", [(1, "Problem C")]),
        ("####### seven", []),
        ("#", []),
        ("plain text", []),
        ("", []),
    ],
)
def test_headings_of_markdown(text: str, headings: list[tuple[int, str]]) -> None:
    assert found(text) == headings


def test_of_very_many_headings_the_last_count() -> None:
    assert found("# x\n" * 5_000 + "## Problem C")[-1] == (2, "Problem C")
    assert len(found("# x\n" * 5_000)) == 20


def test_a_heading_is_one_short_line_of_plain_text() -> None:
    ((_, text),) = found("# \x1b[31m" + "C" * 100_000)
    assert text.isprintable()
    assert len(text) <= 400


@pytest.mark.parametrize(
    "line", ["*" * 200_000, "**2c" + "* " * 100_000, "<h2" * 50_000, "[" * 100_000, "_" * 100_000]
)
def test_long_lines_of_marks_take_no_time(line: str) -> None:
    assert len(found(f"{line}\n# Problem C")) <= 2


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("# Problem C\nx = 1", "Problem C"),
        ("\n\n## 2C: one hidden layer", "2C: one hidden layer"),
        ("#@title Problem D", "Problem D"),
        ("# %% Part (g)", "Part (g)"),
        ("# C.", "C."),
        ("# Q2c", "Q2c"),
        ("# Section C", "Section C"),
        ("%%time\n# Problem C", "Problem C"),
        ("\n%%capture out\n\n%%time\n\n# Problem C\nx = 1", "Problem C"),
        ("%%time\nx = 1\n# Problem C", None),
        ("# train the model", None),
        ("# what a part of it does to the whole of it when one looks at it closely", None),
        ("x = 1  # Problem C", None),
        ("# a list of losses", None),
        ("#", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_comment_on_top_that_reads_like_a_problems_heading(
    code: str, heading: str | None
) -> None:
    found = comment_heading(code)
    assert (found.text if found else None) == heading
    assert found is None or found.level == COMMENT
