import json
import tracemalloc
from typing import Any

import pytest

from grader.cell_outputs import MAX_CELL_OUTPUT, MAX_NOTEBOOK_OUTPUT
from grader.notebooks import MAX_CELLS, MAX_NOTEBOOK_BYTES, MAX_TEXT, read_notebook
from grader.submissions import MAX_SCRIPT_BYTES, Cell, Heading, Submission


def notebook(*cells: Any, **top: Any) -> bytes:
    """Write a notebook of cells: a str is code, a tuple a cell's type and text."""
    written = [
        {
            "cell_type": cell[0] if isinstance(cell, tuple) else "code",
            "metadata": {},
            "source": cell[1] if isinstance(cell, tuple) else cell,
        }
        for cell in cells
    ]
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": written} | top
    ).encode()


def fault(text: bytes) -> str:
    file = read_notebook(text, "hw2.ipynb")
    assert (file.source, file.cells, file.name) == (b"", (), "hw2.ipynb")
    assert file.fault is not None
    assert file.fault.isprintable()
    return file.fault


class TestScript:
    def test_it_is_the_code_cells_one_below_the_other(self) -> None:
        file = read_notebook(
            notebook("a = 1\nb = 2", ("markdown", "text"), "", "c = 3"), "hw2.ipynb"
        )
        assert file.source == b"a = 1\nb = 2\n\nc = 3\n"
        assert [(c.number, c.first_line) for c in file.cells] == [(1, 1), (2, 3), (3, 4)]
        assert (file.name, file.fault) == ("hw2.ipynb", None)

    def test_a_cells_lines_may_come_as_a_list(self) -> None:
        assert read_notebook(notebook(["a = 1\n", "b = 2"])).source == b"a = 1\nb = 2\n"

    def test_headings_belong_to_the_code_cell_below_them(self) -> None:
        file = read_notebook(
            notebook(
                "a", ("markdown", "# HW\n## Problem C"), ("markdown", "**Data**"), "# 2C\nb", "c"
            )
        )
        problem, data = Heading(text="Problem C", level=2), Heading(text="Data", level=7)
        hw, comment = Heading(text="HW", level=1), Heading(text="2C", level=8)
        assert file.cells == (
            Cell(number=1, first_line=1),
            Cell(number=2, first_line=2, headings=(hw, problem, data, comment)),
            Cell(number=3, first_line=4),
        )

    def test_a_broken_cell_takes_no_other_down(self) -> None:
        file = read_notebook(notebook("a = 1", "b = (", "c = 3"))
        assert file.source.splitlines()[0::2] == [b"a = 1", b"c = 3"]
        assert [cell.fault for cell in file.cells] == [
            None, "does not parse (line 1): '(' was never closed: b = (", None,
        ]  # fmt: skip

    def test_of_very_many_headings_the_first_count(self) -> None:
        cells = [cell for n in range(100) for cell in (("markdown", "# Problem C\n" * 20), "x")]
        counts = [len(cell.headings) for cell in read_notebook(notebook(*cells)).cells]
        assert counts == [20] * 50 + [0] * 50

    def test_of_very_much_text_the_beginning_counts(self) -> None:
        text = "# Problem C\n" + "x\n" * (MAX_TEXT // 2)
        cells = [("markdown", text), "a", ("markdown", "# Problem D"), "b"]
        headings = [cell.headings for cell in read_notebook(notebook(*cells)).cells]
        assert [len(each) for each in headings] == [1, 0]

    def test_raw_cells_and_cells_of_no_kind_are_left_out(self) -> None:
        text = notebook(("raw", "x = 1"), ("heading", "# y"), ("slide", "z"), "a = 1")
        assert read_notebook(text).source == b"a = 1\n"

    def test_half_a_character_is_a_question_mark(self) -> None:
        assert read_notebook(notebook("x = '\ud83d'")).source == b"x = '?'\n"

    @pytest.mark.parametrize("version", [2, 3])
    def test_older_formats_are_read(self, version: int) -> None:
        cells = [
            {"cell_type": "heading", "level": 2, "source": "Problem C"},
            {"cell_type": "code", "input": ["a = 1\n", "b = 2"], "prompt_number": 7,
             "outputs": [{"output_type": "pyout", "prompt_number": 7, "text": ["1"]}]},
            {"cell_type": "markdown", "source": "**Data**"},
            {"cell_type": "code", "input": "c = 3"},
        ]  # fmt: skip
        old = {"nbformat": version, "nbformat_minor": 0, "metadata": {"name": "hw"},
               "worksheets": [{"cells": cells[:2]}, {"cells": cells[2:]}]}  # fmt: skip
        file = read_notebook(json.dumps(old).encode())
        assert file.source == b"a = 1\nb = 2\nc = 3\n"
        assert [[h.text for h in cell.headings] for cell in file.cells] == [["Problem C"], ["Data"]]


class TestMessy:
    @pytest.mark.parametrize(
        "top",
        [
            {"nbformat_minor": "x"},
            {"nbformat_minor": 99},
            {"metadata": None},
            {"metadata": {"kernelspec": 3, "language_info": {"name": 4}}},
            {"metadata": {"kernelspec": {"language": "python"}, "colab": {"x": [1e999]}}},
            {"metadata": {"language_info": {"name": "ipython3"}}},
            {"cells": [3, None, {"cell_type": "code", "source": "a = 1", "id": "!", "outputs": 7}]},
            {"cells": [{"cell_type": "code", "source": ["a = ", 3, None, "1"]}]},
            {"cells": [{"source": "b"}, {"cell_type": ["code"], "source": "c"},
                       {"cell_type": "code", "source": {"d": 1}},
                       {"cell_type": "code", "source": "a = 1"}]},
            {"surprise": {"nested": [[[]]]}},
        ],
    )  # fmt: skip
    def test_what_is_not_needed_need_not_be_valid(self, top: dict[str, Any]) -> None:
        file = read_notebook(notebook("a = 1", **top))
        assert file.fault is None
        assert file.source.strip() == b"a = 1"

    def test_megabytes_of_output_are_no_matter(self) -> None:
        image = {"output_type": "display_data", "data": {"image/png": "A" * (8 << 20)}}
        cell = {"cell_type": "code", "source": "a = 1", "outputs": [image]}
        assert read_notebook(notebook(cells=[cell])).source == b"a = 1\n"


class TestFaults:
    @pytest.mark.parametrize(
        ("text", "piece"),
        [
            (b"", "the file is empty"),
            (b" \n", "the file is empty"),
            (b"import torch", "it is no JSON (Expecting value in line 1)"),
            (b'{"nbformat": 4,\n "cells": [', "it is no JSON (Expecting value in line 2)"),
            (b"\x89PNG\r\n", "it is no JSON in UTF-8"),
            (b"\xff\xfe\x00\xd8", "it is no JSON"),
            (b"9" * 5_000, "a number in it has more than 4,300 digits"),
            (b"[" * 100_000, "it is nested too deeply"),
            (b'{"a":' * 100_000, "it is nested too deeply"),
            (b"[]", "it is JSON, but no notebook"),
            (b'"notebook"', "it is JSON, but no notebook"),
            (b"NaN", "it is JSON, but no notebook"),
            (b"{}", "its nbformat is none of 2, 3, 4"),
            (b'{"nbformat": true}', "its nbformat is none of 2, 3, 4"),
            (b'{"nbformat": NaN}', "its nbformat is none of 2, 3, 4"),
            (b'{"nbformat": 1}', "its nbformat is none of 2, 3, 4"),
            (b'{"nbformat": 4}', "it has no list of cells"),
            (b'{"nbformat": 4, "cells": {"0": {}}}', "it has no list of cells"),
            (b'{"nbformat": 3, "worksheets": [{}]}', "it has no list of cells"),
            (b'{"nbformat": 3}', "the notebook has no code"),
            (b"[" + b"[]," * 2_000_001, "it is made of too many parts"),
        ],
    )
    def test_what_is_no_notebook_is_told_in_words(self, text: bytes, piece: str) -> None:
        assert piece in fault(text)

    def test_no_code_is_a_fault(self) -> None:
        assert fault(notebook()) == "the notebook has no code"
        assert fault(notebook(("markdown", "x = 1"), "", "  \n")) == "the notebook has no code"

    @pytest.mark.parametrize(
        "metadata",
        [{"kernelspec": {"language": "R", "name": "ir"}}, {"language_info": {"name": "R"}}],
    )
    def test_another_language_is_refused_by_name(self, metadata: dict[str, Any]) -> None:
        text = notebook("x <- 1", metadata=metadata)
        assert fault(text) == "the notebook is written in R; only Python is read"

    def test_its_size_has_an_end(self) -> None:
        assert "larger than 20 MiB" in fault(b" " * (MAX_NOTEBOOK_BYTES + 1))

    def test_its_code_may_be_as_large_as_a_script(self) -> None:
        assert read_notebook(notebook("#" * (MAX_SCRIPT_BYTES - 1))).fault is None
        assert "larger than 256 KiB" in fault(notebook("#" * MAX_SCRIPT_BYTES))
        assert "larger than 256 KiB" in fault(notebook(*["#" * 100_000] * 3))

    @pytest.mark.parametrize("end", ["", "("])
    def test_code_above_the_limit_is_refused_before_it_is_parsed(self, end: str) -> None:
        text = notebook("x = 1", "1," * 1_000_000 + end)
        tracemalloc.start()
        said = fault(text)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert said == "the notebook's code has 1,954 KiB: larger than 256 KiB, the limit"
        assert peak < 40 << 20

    def test_what_stands_in_for_broken_cells_has_the_same_limit(self) -> None:
        bind = "=".join(f"a_rather_long_name_{n}" for n in range(20))
        assert "larger than 256 KiB" in fault(notebook(*[f"{bind}=("] * 500))

    def test_it_may_have_so_many_cells(self) -> None:
        assert len(read_notebook(notebook(*["x"] * MAX_CELLS)).cells) == MAX_CELLS
        assert "2,001 cells; at most 2,000" in fault(notebook(*["x"] * (MAX_CELLS + 1)))


def printed(*outputs: Any, count: int | None = None, code: str = "a = 1") -> dict[str, Any]:
    return {"cell_type": "code", "source": code, "outputs": outputs, "execution_count": count}


def stdout(text: Any) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


class TestOutputs:
    def test_what_was_printed_and_displayed_as_text_is_kept(self) -> None:
        result = {
            "output_type": "execute_result",
            "data": {"text/plain": ["0.98"], "text/html": "x"},
        }
        others = [
            {"output_type": "stream", "name": "stderr", "text": "warning"},
            {"output_type": "error", "traceback": ["oh"]},
            {"output_type": "display_data", "data": {"image/png": "AAAA"}},
        ]
        cells = [printed(), printed(stdout(["a\n", "b"]), *others, result), printed(stdout("c"))]
        file = read_notebook(notebook(cells=cells))
        assert [(each.cell, each.text.split()) for each in file.outputs] == [
            (2, ["a", "b", "0.98"]), (3, ["c"]),
        ]  # fmt: skip

    def test_they_are_no_part_of_the_submissions_checksum(self) -> None:
        files = [
            read_notebook(notebook(cells=cells)) for cells in ([printed(stdout("x"))], [printed()])
        ]
        assert len({Submission("ada", (file,)).sha256 for file in files}) == 1

    def test_of_a_progress_bar_its_last_state_is_kept(self) -> None:
        text = "10%|#\r100%|##\x1b[0m\r\r\ndone\r\n"
        (output,) = read_notebook(notebook(cells=[printed(stdout(text))])).outputs
        assert output.text == "100%|##\ndone\n"

    def test_of_a_long_one_beginning_and_end_are_kept(self) -> None:
        text = "first\n" + "x" * MAX_CELL_OUTPUT + "\nlast"
        (output,) = read_notebook(notebook(cells=[printed(stdout(text))])).outputs
        assert len(output.text) <= MAX_CELL_OUTPUT
        assert output.text.startswith("first")
        assert output.text.endswith("last")

    def test_many_long_ones_share_the_room(self) -> None:
        cell = printed(stdout("x" * MAX_CELL_OUTPUT + "last"))
        outputs = read_notebook(notebook(cells=[cell] * 40)).outputs
        assert sum(len(each.text) for each in outputs) <= MAX_NOTEBOOK_OUTPUT
        assert all(each.text.endswith("last") for each in outputs)

    @pytest.mark.parametrize("outputs", [None, 3, [3], [{}], [{"output_type": "stream"}],
        [{"output_type": "execute_result", "data": []}], [stdout({"a": 1})], {"a": 1}])  # fmt: skip
    def test_what_is_no_output_is_left_out(self, outputs: Any) -> None:
        cell = printed() | {"outputs": outputs}
        assert read_notebook(notebook(cells=[cell])).outputs == ()

    def test_older_formats_have_them_too(self) -> None:
        outputs = [{"output_type": "stream", "stream": "stdout", "text": "a\n"},
                   {"output_type": "pyout", "text": ["1"]}]  # fmt: skip
        cells = [{"cell_type": "heading", "source": "x"},
                 {"cell_type": "code", "input": "a", "prompt_number": 2, "outputs": outputs},
                 {"cell_type": "code", "input": "b", "prompt_number": 1}]  # fmt: skip
        old = {"nbformat": 3, "worksheets": [{"cells": cells}]}
        file = read_notebook(json.dumps(old).encode())
        assert [(each.cell, each.text.split()) for each in file.outputs] == [(1, ["a", "1"])]
        assert file.out_of_order == "cell 2 ran before cell 1"


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([1, 2, 3], None),
        ([1, 5, 9], None),
        ([None, None], None),
        ([3, None, 4], None),
        ([1, 2, 9, None, 4], "cell 5 ran before cell 3"),
        ([7, 2, 3], "cell 2 ran before cell 1"),
        ([2, None, 1], "cell 3 ran before cell 1"),
        ([2, "x", True, -1, 3], None),
    ],
)
def test_whether_cells_ran_in_order(counts: list[Any], said: str | None) -> None:
    cells = [printed(count=count) for count in counts]
    assert read_notebook(notebook(cells=cells)).out_of_order == said


def test_reading_says_nothing_on_its_own(capfd: Any, caplog: Any) -> None:
    read_notebook(
        b'{"nbformat": 3, "metadata": 7, "worksheets": [{"cells": [{"cell_type": "code"}]}]}'
    )
    read_notebook(notebook("x = 1", nbformat_minor=0))
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
