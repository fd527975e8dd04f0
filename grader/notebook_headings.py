"""Which headings does a notebook have? Read off Markdown cells, and comments that stand for one."""

import html
import re
from collections.abc import Iterator

from grader.heading_names import KEYWORD
from grader.submissions import BOLD, COMMENT, Heading

_MAX_LINE = 500
"""Characters of a line that are looked at."""
_MAX_HEADINGS = 20
"""Of one cell; the last ones count."""
_MAX_COMMENT_WORDS = 16

_HASHES = re.compile(r" {0,3}(#{1,6})(?!#)(.*)")
_TAGGED = re.compile(r"\s*<h([1-6])\b[^>]*>(.*)", re.IGNORECASE)
_BOLD = re.compile(r"\s*(\*\*|__)(?=\S)((?:(?!\1).)+)\1\s*[:.]?\s*")
_BOLD_BEGINNING = re.compile(
    r"\s*(\*\*|__)"
    r"((?:(?:problem|part|question|exercise|task|section)[ #(]{1,3}"
    r"(?:\d{1,3}(?:[ .(]{0,2}[a-z])?|[a-z])"
    r"|q?\d{1,3}[ .(]{0,2}[a-z])\b(?:(?!\1).)*)"
    r"(?:(?<=[:.])\1|\1\s*[:.\u2013\u2014-])(.*)",
    re.IGNORECASE,
)
"""`**Problem C:** one hidden layer`, but not `**Note:** ...`."""
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})\s*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_TAG = re.compile(r"<[^<>]*>")
_COMMENT_HEADING = re.compile(
    r"#+\s*(?:@title\s+|%%\s*)?"
    rf"((?:.*\b{KEYWORD}\b\W*\w|section\s+[a-z]\b"
    r"|q?\d+\W?[a-z]\b|\(?[a-z0-9](?:[.:)]|\s+-|$)).*)",
    re.IGNORECASE,
)


def markdown_headings(text: str) -> list[Heading]:
    """List the headings of a Markdown cell: `#`, `<h2>`, underlined, or a line in bold."""
    found = []
    for line, below in _lines_outside_code(text):
        level, words = _heading(line, below)
        words = _plain(words)
        if words:
            found.append(Heading(text=words, level=level))
    return found[-_MAX_HEADINGS:]


def comment_heading(code: str) -> Heading | None:
    """Take the comment that a code cell begins with for a heading if it reads like a problem's."""
    lines = (line.strip()[:_MAX_LINE] for line in code.splitlines())
    first = next((line for line in lines if line and not line.startswith("%%")), "")
    match = _COMMENT_HEADING.fullmatch(first)
    if match is None or len(match[1].split()) > _MAX_COMMENT_WORDS:
        return None
    words = _plain(match[1])
    return Heading(text=words, level=COMMENT) if words else None


def _lines_outside_code(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line and the one below it, blocks of code left out."""
    lines = [line[:_MAX_LINE] for line in text.splitlines()]
    fence = ""
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1] == fence:
            fence = ""
        elif not fence:
            yield line, below


def _heading(line: str, below: str) -> tuple[int, str]:
    if match := _HASHES.fullmatch(line):
        return len(match[1]), match[2].strip().rstrip("#")
    if match := _TAGGED.match(line):
        return int(match[1]), re.split(r"</h[1-6]", match[2], maxsplit=1, flags=re.IGNORECASE)[0]
    if match := _BOLD.fullmatch(line):
        return BOLD, match[2]
    if _BOLD_BEGINNING.fullmatch(line):
        return BOLD, line
    under = _UNDERLINE.fullmatch(below)
    if under and line.strip() and not _UNDERLINE.fullmatch(line):
        return (1 if under[1].startswith("=") else 2), line
    return 1, ""


def _plain(text: str) -> str:
    """Take links, tags and marks of emphasis off a heading."""
    text = _TAG.sub("", _LINK.sub(r"\1", text))
    text = re.sub(r"[*`]|(?<!\w)_+|_+(?!\w)", "", html.unescape(text))
    return " ".join(text.split())
