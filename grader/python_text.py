"""Where in Python text are comments, strings and the beginnings of statements? In any text at all.

Python's own tokenizer gives up on what does not parse; half of a broken file is worth reading too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(
    r"(?P<comment>#[^\n]*+)"
    r"|(?P<string>(?P<prefix>(?<![A-Za-z0-9_])[rRbBuUfF]{1,2})?(?:"
    r'"""(?:[^\\"]|\\.|"(?!""))*+(?:"""|\Z)|' + r"'''(?:[^\\']|\\.|'(?!''))*+(?:'''|\Z)|"
    r'"(?:[^\\"\n]|\\.)*+(?:"|(?=\n)|\Z)|' + r"'(?:[^\\'\n]|\\.)*+(?:'|(?=\n)|\Z)))"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<joined>\\\n)|(?P<end>\n)",
    re.DOTALL,
)
_QUOTES = re.compile(r"[A-Za-z]{0,2}(\"\"\"|'''|\"|')(.*)", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A comment, a string, or the first line of a statement."""

    kind: Literal["comment", "string", "statement"]
    line: int
    """In which it begins, from 1."""
    indent: int
    """Characters that its line is indented by."""
    text: str
    """A comment with its #; a string without quotes; a statement's line up to its end."""
    before: str
    """Of a comment or a string: what stands before it in its line, at most 80 characters."""
    after: str = ""
    """Of a string: what stands behind it in its line, at most 80 characters."""
    formatted: bool = False
    """Whether a string is an f-string."""
    inside: bool = False
    """Whether a bracket is open where it begins."""


def decoded(source: bytes) -> str:
    """Read a student's Python text whatever its encoding is, with line feeds as line ends."""
    text = source.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def pieces(text: str) -> Iterator[Piece]:
    """Go through Python text, valid or not, in time that grows with its length.

    Args:
        text: with line feeds as line ends.
    """
    depth, line, start, read = 0, 1, 0, 0
    at_statement = True
    for token in _TOKEN.finditer(text + "\n"):
        kind, at = token.lastgroup, token.start()
        if at_statement and (kind in ("string", "open") or text[read:at].strip()):
            yield _statement(text, line, start)
            at_statement = False
        if kind == "comment":
            yield _comment(token, text, line, start, inside=depth > 0)
        elif kind == "string":
            yield _string(token, text, line, start, inside=depth > 0)
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        if kind == "end":
            at_statement = not depth
        breaks = token[0].count("\n")
        read = token.end()
        if breaks:
            line += breaks
            start = at + token[0].rfind("\n") + 1


def _statement(text: str, line: int, start: int) -> Piece:
    end = text.find("\n", start)
    shown = text[start : end if end >= 0 else len(text)]
    return Piece("statement", line, _indent(shown), shown.strip()[:500], "")


def _comment(token: re.Match[str], text: str, line: int, start: int, *, inside: bool) -> Piece:
    before = text[max(start, token.start() - 80) : token.start()]
    return Piece(
        "comment", line, _indent(text[start : start + 200]), token[0], before, inside=inside
    )


def _string(token: re.Match[str], text: str, line: int, start: int, *, inside: bool) -> Piece:
    at, end = token.span()
    quoted = _QUOTES.fullmatch(token[0])
    return Piece(
        "string",
        line,
        _indent(text[start : start + 200]),
        quoted[2].removesuffix(quoted[1]) if quoted else "",
        before=text[max(start, at - 80) : at],
        after=text[end : end + 80].split("\n", 1)[0],
        formatted="f" in (token["prefix"] or "").lower(),
        inside=inside,
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
