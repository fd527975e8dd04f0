import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.headings import END, find_sections
from grader.notebooks import read_notebook
from grader.script_headings import problem_words, script_sections, with_comment_sections
from grader.submissions import MAX_SCRIPT_BYTES, SourceFile


def notebook(*cells: Any) -> bytes:
    """Write a notebook of cells: a str is code, a tuple a cell's type and text."""
    pairs = [cell if isinstance(cell, tuple) else ("code", cell) for cell in cells]
    written = [{"cell_type": kind, "metadata": {}, "source": text} for kind, text in pairs]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": written}).encode()


def problems(build: Any, *ids: str) -> Any:
    return build.rubric(*({"id": id_} for id_ in ids or ("2C", "2D", "3G"))).problems


def sections(build: Any, text: str) -> list[tuple[str | None, int, int]]:
    found = find_sections(script_sections(text.encode()), problems(build))
    return [(each.problem_id, each.first_line, each.end) for each in found]


@pytest.mark.parametrize(
    "heading",
    [
        "# Problem 2C",
        "# Problem C",
        "# problem c: one hidden layer",
        "# Part (c)",
        "# Q2c",
        "# 2C",
        "# 2C: one hidden layer",
        "# (c)",
        "# C",
        "# ==== Problem 2C ====",
        "########## 2C ##########",
        "#### Problem C: one hidden layer",
        "# ---- 2C ----",
        "# Solution to Problem C",
        "# here is the code for problem 2C",
        "# %% Problem C",
        "#%% 2C",
        "# %%\n# Problem C",
        "# %% [markdown]\n# ## Problem C\n# text",
        "# In[7]:\n# Problem C",
        "# ## Problem C",
        '"""Problem 2C"""',
        "'''\nProblem C: one hidden layer\n'''",
        '"""# Homework\n## Problem C\n\ntext"""',
        'print("Problem 2C")',
        'print("=== 2C ===")',
        'print("\\n--- Problem C ---")',
        "##############\n# Problem 2C #\n##############",
        "# ============\n# Problem 2C: an answer of mine\n# ============",
        "class Problem2C:\n    pass",
    ],
)  # fmt: skip
def test_what_stands_for_a_heading(build: Any, heading: str) -> None:
    found = sections(build, f"import torch\n\n{heading}\n")
    assert [each[0] for each in found] == ["2C"]
    assert 3 <= found[0][1] <= 4


@pytest.mark.parametrize(
    "line",
    [
        "# same optimizer as in Problem C",
        "# see Problem C",
        "# wider than 2C",
        "# c. compute the loss",
        "# 2d convolution",
        "x = 1  # Problem C",
        "f(\n    # Problem C\n)",
        'text = """\n# Problem C\n"""',
        'text = "Problem C"',
        'print(f"Problem {c}: 2C")',
        "# part of the loop",
        "def conv_2d(x): pass",
        "def plot_2d(x): pass",
        "def train(model): pass",
        "# we reuse the loader of\n# Problem C",
        "# this is the very same thing that we have had in all of the others, and in Problem C",
    ],
)  # fmt: skip
def test_what_does_not(build: Any, line: str) -> None:
    assert sections(build, f"import torch\n{line}\ny = 2\n") == []


def test_a_part_ends_where_the_next_begins(build: Any) -> None:
    text = "import x\n# Problem C\na\n\n# Problem D\nb\n# Problem F\nc\n"
    assert sections(build, text) == [("2C", 2, 5), ("2D", 5, 7)]


def test_numbered_parts_of_a_problem_with_a_letter_stay_in_it(build: Any) -> None:
    text = "# Problem 2C\n# Part 1: data\na\n\n# Part 2: model\nb\n# Problem 2D\nc\n"
    assert sections(build, text) == [("2C", 1, 7), ("2D", 7, END)]


def test_a_functions_name_counts_within_its_body(build: Any) -> None:
    text = "def train_2d(x):\n    a = (\n1)\n    b\n\nx = 1\n\ndef run_problem_3g():\n    c\ny\n"
    assert sections(build, text) == [("2D", 1, 6), ("3G", 8, 10)]


def test_behind_a_functions_body_the_part_around_it_goes_on(build: Any) -> None:
    text = "# Problem C\na\ndef helper_2d():\n    b\nc\n"
    assert sections(build, text) == [("2C", 1, 3), ("2D", 3, 5), ("2C", 5, END)]


def test_headings_in_a_function_end_with_it(build: Any) -> None:
    text = "def main():\n    # Problem C\n    a\n    # Problem D\n    b\n\nmain()\n"
    assert sections(build, text) == [("2C", 2, 4), ("2D", 4, 7)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("problem_2c", "Problem 2C"),
        ("train_2d", "Problem 2D"),
        ("question_c", "Problem C"),
        ("run_problem_3g", "Problem 3G"),
        ("Problem2C", "Problem 2C"),
        ("Net2E", "Problem 2E"),
        ("problem_2", "Problem 2"),
        ("Conv2d", None),
        ("train", None),
        ("mlp_2_layers", None),
    ],
)
def test_identifiers_called_after_a_problem(name: str, words: str | None) -> None:
    assert problem_words(name) == words


class TestNotebooks:
    def test_a_large_cell_is_cut_where_a_comment_names_a_problem(self, build: Any) -> None:
        code = "import x\n# Problem C\na\n# Problem D\nb"
        file = read_notebook(notebook(code, "c"))
        cells = with_comment_sections(file)
        assert [(each.number, each.first_line) for each in cells] == [
            (1, 1),
            (1, 2),
            (1, 4),
            (2, 6),
        ]
        found = find_sections(cells, problems(build))
        assert [(s.problem_id, s.first_line, s.end) for s in found] == [
            ("2C", 2, 4),
            ("2D", 4, END),
        ]

    def test_without_such_comments_the_cells_are_what_they_were(self) -> None:
        file = read_notebook(
            notebook("a", ("markdown", "## Problem C"), "# 2C\nb\n# train it\nc", "d")
        )
        assert with_comment_sections(file) == file.cells

    def test_text_above_a_cell_says_more_than_a_comment_in_it(self, build: Any) -> None:
        file = read_notebook(notebook(("markdown", "## Problem C"), "a\n# Problem D\nb"))
        found = find_sections(with_comment_sections(file), problems(build))
        assert [(each.problem_id, each.end) for each in found] == [("2C", END)]

    def test_a_functions_part_ends_with_its_cell(self, build: Any) -> None:
        file = read_notebook(notebook("x\ndef train_2d():\n    a", "b"))
        found = find_sections(with_comment_sections(file), problems(build))
        assert [(s.problem_id, s.first_line, s.end) for s in found] == [("2D", 2, 4)]

    def test_a_script_is_cut_too(self) -> None:
        file = SourceFile(b"a\n# Problem C\nb\n")
        assert with_comment_sections(file) == script_sections(file.source)


@given(
    st.binary(max_size=300) | st.text("#% =\n\"'()CPD2problemdef:\\ ", max_size=80).map(str.encode)
)
def test_no_bytes_raise(source: bytes) -> None:
    cells = script_sections(source)
    assert cells[0].first_line == 1
    lines = [each.first_line for each in cells]
    assert lines == sorted(set(lines))


@given(st.lists(st.text("#% =\n\"'()CPD2problemdef:\\ ", max_size=60), min_size=1, max_size=4))
def test_no_notebook_raises(cells: list[str]) -> None:
    file = read_notebook(notebook(*cells))
    lines = [each.first_line for each in with_comment_sections(file)]
    assert lines == sorted(set(lines))


@pytest.mark.parametrize(
    "piece",
    ["#", "# Problem C\n", "(", '"', '"""', "'", "\\\n", "def f_2c():\n ", "# = ", " ", "x "],
)
def test_long_files_are_read_at_once(piece: str) -> None:
    source = (piece * MAX_SCRIPT_BYTES)[:MAX_SCRIPT_BYTES].encode()
    started = time.monotonic()
    script_sections(source)
    assert time.monotonic() - started < 5
