"""What did a notebook's cells print, and did they run in order? Read off its JSON, text alone."""

import re
from collections.abc import Sequence
from typing import Any

from grader.submissions import CellOutput

MAX_CELL_OUTPUT = 64 << 10
"""Characters of a cell. Beginning and end are kept: the last lines of a log matter most."""
MAX_NOTEBOOK_OUTPUT = 1 << 20
"""Characters of all cells together."""
_MAX_READ = 4 << 20
"""Characters of a cell that are looked at, from each end, to clear them of progress bars."""

_RESULTS = ("execute_result", "display_data", "pyout")
_ESCAPE = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")


def output_text(cell: dict[str, Any]) -> str:
    """Give what a code cell printed and displayed as text, as a terminal would have left it.

    Args:
        cell: of the format's version 2, 3 or 4. Errors, images, HTML and stderr are left out.
    """
    outputs = cell.get("outputs")
    listed = outputs if isinstance(outputs, list) else []
    found = "".join(_text(each) for each in listed if isinstance(each, dict))
    text = _shortened(found, 2 * _MAX_READ)
    return _shortened(_overwritten(text), MAX_CELL_OUTPUT)


def kept_outputs(texts: Sequence[str]) -> tuple[CellOutput, ...]:
    """Keep what code cells printed, in order, each shortened where all together are too long."""
    said = [(number, text) for number, text in enumerate(texts, start=1) if text.strip()]
    limit = MAX_CELL_OUTPUT
    if sum(len(text) for _, text in said) > MAX_NOTEBOOK_OUTPUT:
        limit = MAX_NOTEBOOK_OUTPUT // len(said)
    return tuple(CellOutput(number, _shortened(text, limit)) for number, text in said)


def run_count(cell: dict[str, Any]) -> int | None:
    """Give the number that Jupyter shows beside a code cell: it was the so-manieth that ran."""
    count = cell.get("execution_count", cell.get("prompt_number"))
    return count if type(count) is int and count > 0 else None


def say_out_of_order(counts: Sequence[int | None]) -> str | None:
    """Say which cell ran before one that stands above it, or `None`.

    Args:
        counts: of all code cells, from the top; `None` for one that never ran.
    """
    highest, above = 0, 0
    for number, count in enumerate(counts, start=1):
        if count is None:
            continue
        if count < highest:
            return f"cell {number} ran before cell {above}"
        highest, above = count, number
    return None


def _text(output: dict[str, Any]) -> str:
    kind = output.get("output_type")
    if kind == "stream":
        # Version 3 calls it `stream`; what has no name is stdout.
        name = output.get("name", output.get("stream", "stdout"))
        return _joined(output.get("text")) if name == "stdout" else ""
    if kind in _RESULTS:
        data = output.get("data")
        shown = data.get("text/plain") if isinstance(data, dict) else output.get("text")
        return f"\n{_joined(shown)}\n"
    return ""


def _joined(text: object) -> str:
    lines = text if isinstance(text, list) else [text]
    joined = "".join(line for line in lines if isinstance(line, str))
    return joined.encode("utf-8", "replace").decode()


def _overwritten(text: str) -> str:
    """Leave of every line what was written last: a progress bar writes it over and over."""
    lines = _ESCAPE.sub("", text).replace("\r\n", "\n").replace("\x08", "").split("\n")
    return "\n".join(
        next((part for part in reversed(line.split("\r")) if part.strip()), "")
        if "\r" in line
        else line
        for line in lines
    )


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    half = (limit - 1) // 2
    return f"{text[:half]}\n{text[len(text) - half :]}"
