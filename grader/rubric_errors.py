"""What is wrong with a rubric? pydantic's errors, in the words of the file's author."""

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

Path = tuple[str | int, ...]

_WORDS = (
    (r"a valid dictionary or instance of \w+|a valid dictionary", "a table"),
    (r"a valid tuple", "a list"),
    (r"^tuple should have at (least|most) (\d+) items? .*", r"list should have at \1 \2"),
    (r"a valid integer", "a whole number"),
    (r"a valid (number|string|boolean)", r"a \1"),
)
"""TOML's words for pydantic's."""


def explain_errors(
    errors: Sequence[Any], table: dict[str, Any], schema: dict[str, Any]
) -> list[tuple[str, str]]:
    """List (key as written in the file, what is wrong there), each mistake once.

    Args:
        errors: of pydantic, from validating `table`.
        table: the rubric as TOML has it.
        schema: the JSON schema of rubrics, for the names of keys.
    """
    by_path: dict[Path, dict[str, None]] = {}
    for error in _without_inherited(errors):
        path = _path(error, table)
        by_path.setdefault(path, {})[_explain(error, schema)] = None
    # What fails deep inside fails its surroundings too ("at least 1 item", when the only one is
    # wrong), and so do the branches of a union that were not meant.
    wrong = [_path(error, table) for error in errors]
    followed = {path[:length] for path in wrong for length in range(len(path))}
    return [
        (_say_path(path, table), "; or ".join(messages))
        for path, messages in by_path.items()
        if path not in followed
    ]


def _without_inherited(errors: Sequence[Any]) -> list[Any]:
    """Leave out what the common [training] has brought into each problem: it is reported there."""
    seen = {(error["loc"], error["msg"]) for error in errors}
    return [
        error
        for error in errors
        if error["loc"][:1] != ("problem",) or (error["loc"][2:], error["msg"]) not in seen
    ]


def _path(error: Any, table: dict[str, Any]) -> Path:
    """Find the keys of a location that stand in the file; the rest are pydantic's own names."""
    path: list[str | int] = []
    node: Any = table
    location = error["loc"]
    for index, part in enumerate(location):
        last = index == len(location) - 1
        if isinstance(node, dict) and (part in node or (last and error["type"] == "missing")):
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _say_path(path: Path, table: dict[str, Any]) -> str:
    """Write a path as TOML has it, problems by their ids: `problem[3G].network`."""
    said = ""
    for index, part in enumerate(path):
        if isinstance(part, str):
            said += f".{part}" if said else part
        elif index == 1 and path[0] == "problem":
            problem = table["problem"][part]
            said += f"[{problem.get('id', part + 1) if isinstance(problem, dict) else part + 1}]"
        else:
            said += f"[{part + 1}]"
    return said


def _explain(error: Any, schema: dict[str, Any]) -> str:
    message: str = error["msg"]
    if error["type"] == "extra_forbidden":
        known = _known_keys(error["loc"], schema)
        close = difflib.get_close_matches(str(error["loc"][-1]), known, n=1)
        meant = f"; did you mean {close[0]!r}?" if close else "."
        return f"unknown key{meant} Allowed here: {', '.join(known)}"
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "value_error":
        return message.removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    for pattern, word in _WORDS:
        message = re.sub(pattern, word, message)
    given = error["input"]
    return message if isinstance(given, Mapping | tuple) else f"{message} (found {given!r:.60})"


def _known_keys(location: Path, schema: dict[str, Any]) -> list[str]:
    """List the keys of the table in which an unknown one stands."""
    node: Any = schema
    for part in location[:-1]:
        node = _resolve(node, schema)
        node = (
            node["items"] if isinstance(part, int) else node.get("properties", {}).get(part, node)
        )
    return sorted(_resolve(node, schema).get("properties", {}))


def _resolve(node: Any, schema: dict[str, Any]) -> Any:
    for branch in node.get("anyOf", ()):
        if "$ref" in branch or branch.get("type") == "object":
            node = branch
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return node
