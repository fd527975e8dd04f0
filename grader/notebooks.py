"""What does a notebook come to as a Python script? Code cells in order, read with nbformat.

A notebook is the student's word, and messy: of its JSON only cells, their text, what they printed
and the language are looked at, and nothing is asked to be valid that is not needed.
"""

import json
import sys
from dataclasses import dataclass, replace
from typing import Any

from grader.cell_outputs import kept_outputs, output_text, run_count, say_out_of_order
from grader.notebook_cells import python_of
from grader.notebook_headings import comment_heading, markdown_headings
from grader.submissions import MAX_SCRIPT_BYTES, Cell, Heading, SourceFile

MAX_NOTEBOOK_BYTES = 20 << 20
"""Of the .ipynb file: its outputs hold images."""
MAX_CELLS = 2_000
MAX_HEADINGS = 1_000
"""Those further down are not looked at, nor is text beyond `MAX_TEXT`."""
MAX_TEXT = 1 << 20
"""Characters of Markdown, of all cells together."""
MAX_PROSE = 128 << 10
"""Characters of text, of all cells together, that are looked at for claims."""
_MAX_CONTAINERS = 2_000_000
"""Lists and objects in the JSON, each of which takes a hundred times its text in memory."""
_VERSIONS = (2, 3, 4)
"""Of the format; 1 was gone before notebooks were handed in."""


class _Unusable(Exception):
    """Why a notebook cannot be read, in words for the student."""


@dataclass(frozen=True)
class _RawCell:
    """What nbformat makes of a cell, and what the cell printed."""

    kind: str
    text: str
    output: str = ""
    count: int | None = None
    """Of runs, as Jupyter shows it beside a code cell; `None` for one that never ran."""


def read_notebook(text: bytes, name: str = "") -> SourceFile:
    """Turn a notebook into the Python script that its code cells are, one below the other.

    Args:
        text: the .ipynb file.
        name: of the file, for people.

    Returns:
        The script with its cells, or a file with a fault: whatever the bytes are, nothing raises.
    """
    try:
        return _script(_cells(text), name)
    except _Unusable as fault:
        return SourceFile(b"", name=name, fault=str(fault))


def _script(raw: list[_RawCell], name: str) -> SourceFile:
    _see_that_it_fits(raw)
    cells: list[Cell] = []
    parts: list[str] = []
    above = _HeadingsAbove()
    line, is_code = 1, False
    for each in raw:
        if each.kind == "markdown":
            above.read(each.text)
        if each.kind != "code":
            continue
        is_code = is_code or bool(each.text.strip())
        python, fault = python_of(each.text)
        headings = above.take(each.text)
        cells.append(Cell(number=len(cells) + 1, first_line=line, headings=headings, fault=fault))
        parts.append(python + "\n")
        line += python.count("\n") + 1
    if not is_code:
        raise _Unusable("the notebook has no code")
    source = "".join(parts).encode()
    _refuse_above_the_limit(len(source))  # what stands in for a broken cell may be longer than it
    code = [each for each in raw if each.kind == "code"]
    return SourceFile(
        source,
        name=name,
        cells=tuple(cells),
        outputs=kept_outputs([each.output for each in code]),
        prose=kept_outputs(_prose_below(raw)),
        out_of_order=say_out_of_order([each.count for each in code]),
    )


def _see_that_it_fits(raw: list[_RawCell]) -> None:
    """Look at the size of the code before it is parsed, which takes 500 times as much memory."""
    _refuse_above_the_limit(sum(len(each.text.encode()) + 1 for each in raw if each.kind == "code"))


def _refuse_above_the_limit(size: int) -> None:
    if size > MAX_SCRIPT_BYTES:
        limit = MAX_SCRIPT_BYTES >> 10
        has = -(-size >> 10)  # rounded up
        raise _Unusable(f"the notebook's code has {has:,} KiB: larger than {limit} KiB, the limit")


def _prose_below(raw: list[_RawCell]) -> list[str]:
    """Give the text below each code cell, up to the next one."""
    below: list[list[str]] = []
    left = MAX_PROSE
    for each in raw:
        if each.kind == "code":
            below.append([])
        elif each.kind == "markdown" and below:
            below[-1].append(each.text[:left])
            left -= min(len(each.text), left)
    return ["\n".join(texts) for texts in below]


class _HeadingsAbove:
    """Collects headings until the code cell below them comes."""

    def __init__(self) -> None:
        self._waiting: list[Heading] = []
        self._headings_left = MAX_HEADINGS
        self._text_left = MAX_TEXT

    def read(self, markdown: str) -> None:
        """Look for headings in a text cell."""
        self._waiting += markdown_headings(markdown[: self._text_left])
        self._text_left -= min(len(markdown), self._text_left)

    def take(self, code: str) -> tuple[Heading, ...]:
        """Give the headings of a code cell, the comment that it begins with among them."""
        if comment := comment_heading(code):
            self._waiting.append(comment)
        taken = tuple(self._waiting[: self._headings_left])
        self._headings_left -= len(taken)
        self._waiting = []
        return taken


def _cells(text: bytes) -> list[_RawCell]:
    """Read all cells.

    Raises:
        _Unusable: no notebook, or none of Python.
    """
    if len(text) > MAX_NOTEBOOK_BYTES:
        limit = MAX_NOTEBOOK_BYTES >> 20
        raise _Unusable(f"the notebook is larger than {limit} MiB, the limit; clear its outputs")
    plain = _parse(text)
    version = plain.get("nbformat")
    if type(version) is not int or version not in _VERSIONS:
        raise _Unusable(f"{_INVALID} its nbformat is none of {', '.join(map(str, _VERSIONS))}")
    _see_that_it_is_python(plain.get("metadata"))
    found = _cell_list(plain.get("cells")) if version == 4 else _sheet_cells(plain)
    bare = _bare_v4(found) if version == 4 else _bare_v3(found, version)
    cells = _with_nbformat(bare, version)
    if len(cells) != len(found):  # it leaves cells where they are, as far as is known
        return cells
    return [
        replace(cell, output=output_text(each), count=run_count(each))
        if cell.kind == "code"
        else cell
        for cell, each in zip(cells, found, strict=True)
    ]


_INVALID = "the notebook is not valid:"


def _parse(text: bytes) -> dict[str, Any]:
    if not text.strip():
        raise _Unusable("the file is empty")
    if text.count(b"{") + text.count(b"[") > _MAX_CONTAINERS:
        raise _Unusable(f"{_INVALID} it is made of too many parts; clear its outputs")
    try:
        plain = json.loads(text)
    except RecursionError:
        raise _Unusable(f"{_INVALID} it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise _Unusable(
            f"{_INVALID} it is no JSON ({error.msg} in line {error.lineno}); download it once more"
        ) from None
    except UnicodeDecodeError:
        raise _Unusable(f"{_INVALID} it is no JSON in UTF-8") from None
    except ValueError:
        # Python's limit; the one other error that json lets through.
        digits = sys.get_int_max_str_digits()
        raise _Unusable(f"{_INVALID} a number in it has more than {digits:,} digits") from None
    if not isinstance(plain, dict):
        raise _Unusable(f"{_INVALID} it is JSON, but no notebook")
    return plain


def _see_that_it_is_python(metadata: object) -> None:
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        table = metadata.get(part) if isinstance(metadata, dict) else None
        language = table.get(key) if isinstance(table, dict) else None
        if isinstance(language, str) and language and "python" not in language.lower():
            shown = language[:40].encode("ascii", "replace").decode()
            raise _Unusable(f"the notebook is written in {shown}; only Python is read")


def _bare_v4(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Keep what is code or text, in a shape that nbformat knows."""
    cells = [
        {"cell_type": _kind(cell), "metadata": {}, "source": _text(cell.get("source"))}
        for cell in found
    ]
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}


def _sheet_cells(plain: dict[str, Any]) -> list[dict[str, Any]]:
    sheets = plain.get("worksheets")
    found = [
        cell
        for sheet in (sheets if isinstance(sheets, list) else [])
        for cell in _cell_list(sheet.get("cells") if isinstance(sheet, dict) else None)
    ]
    return _cell_list(found)


def _bare_v3(found: list[dict[str, Any]], version: int) -> dict[str, Any]:
    """Do the same for formats that had worksheets, and headings as cells of their own."""
    cells = []
    for cell in found:
        kind = _kind(cell)
        bare: dict[str, Any] = {"cell_type": kind, "metadata": {}}
        if kind == "code":
            own = {"language": "python", "collapsed": False, "outputs": []}
            bare |= own | {"input": _text(cell.get("input"))}
        else:
            bare["source"] = _text(cell.get("source"))
        if kind == "heading":
            level = cell.get("level")
            bare["level"] = level if type(level) is int and 1 <= level <= 6 else 1
        cells.append(bare)
    sheet = {"metadata": {}, "cells": cells}
    return {"nbformat": version, "nbformat_minor": 0, "metadata": {}, "worksheets": [sheet]}


def _with_nbformat(bare: dict[str, Any], version: int) -> list[_RawCell]:
    # Here, because it takes a third of a second, and most hand-ins are scripts.
    import nbformat

    current = nbformat.versions[4]
    notebook = nbformat.versions[version].to_notebook_json(bare, minor=bare["nbformat_minor"])
    converted = nbformat.convert(notebook, current.nbformat)  # type: ignore[no-untyped-call]
    return [_RawCell(cell["cell_type"], cell["source"]) for cell in converted["cells"]]


def _cell_list(cells: object) -> list[dict[str, Any]]:
    if not isinstance(cells, list):
        raise _Unusable(f"{_INVALID} it has no list of cells")
    if len(cells) > MAX_CELLS:
        raise _Unusable(f"the notebook has {len(cells):,} cells; at most {MAX_CELLS:,} are read")
    return [cell for cell in cells if isinstance(cell, dict)]


def _kind(cell: dict[str, Any]) -> str:
    kind = cell.get("cell_type")
    return kind if kind in ("code", "markdown", "heading") else "raw"


def _text(source: object) -> str:
    """Join a cell's lines; what is no text is left out, and so is half a character."""
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    return text.encode("utf-8", "replace").decode()
