"""Which parts does a script have? Read off comments, cell marks and names that stand for headings.

`# %%` cells, banners, `# Problem D`, a string or a print that stands for a heading, and functions
and classes called after a problem: whatever a cell's headings are in a notebook.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.heading_names import KEYWORD
from grader.notebook_headings import comment_heading, markdown_headings
from grader.python_text import Piece, decoded, pieces
from grader.submissions import COMMENT, Cell, Heading, SourceFile

MAX_PARTS = 1_000
"""Of a file; what stands further down belongs to the last one."""
_MAX_WORDS = 16
_MAX_LINE = 300

END_OF_PART = Heading(text="task end", level=COMMENT)
"""Names no problem of any rubric, and so ends what was begun by a comment or a function's name."""

_CELL = re.compile(r"#\s?%%(?:\s*\[(?P<kind>\w+)\])?(?P<title>.*)|#\s?In\s?\[[\d ]{0,6}\]:?")
_MARKDOWN = re.compile(r"#\s(#{1,6})\s+(\S.*)")
"""A notebook's Markdown in a script that was made of it."""
_RULE = re.compile(r"#?[\s=#*~_+<>-]*")
_BANNER = re.compile(r"#\s?[=*~_+<>-]{2,}.*|#{3,}.*|#.*[=*~_+<>#-]{3,}")
_ID = r"(?:\d{1,3}[ .]?\(?[a-z]\)?|\(?[a-z]\)|[a-z](?=\s*[.:\u2013\u2014-]|\s*$)|\d{1,3})"
_STRICT = re.compile(
    r"(?:(?:my|the|our|code|solution|answer|start|begin|beginning|here|is|for|to|of|set|hw|homework"
    r"|assignment|running|training|now|#?\d{1,2}|[,:.-])\s{1,3}){0,6}"
    rf"(?:(?:{KEYWORD}|q)s?[\s#:(_-]{{0,3}}{_ID}(?!\w)"
    r"|section\s[a-z]\b"
    r"|q?\d{1,3}[ .]?\(?[a-z]\)?(?=\s*[.:)\u2013\u2014-]|\s*$|\s+\(|\s+[a-z]+$)"
    r"|(?-i:[A-Z])[.:)]?$|\([a-z]\)$)",
    re.IGNORECASE,
)
"""A comment in the middle of code that begins with a problem: "Problem D", "2D: deep"."""
_REFERS = re.compile(
    r"\b(?:see|as in|same as|like|from|unlike|than|again for|copied|reuse[ds]?|used in)\b",
    re.IGNORECASE,
)
_LETTERED = re.compile(rf"\b(?:\d{{1,3}}|{KEYWORD}\s)\W{{0,2}}[a-z]\b", re.IGNORECASE)
_SUBPART = re.compile(r"\W*(?:part|task|step)\s?\d{1,3}\b(?!\W?[a-z]\b)", re.IGNORECASE)
_DANGLING = re.compile(r"\b(?:of|in|from|as|for|see|to|and|than|with|the|or|by|on)$", re.IGNORECASE)
_DIMENSION = re.compile(r"\W*[1-3]-?d\s+(?:conv|array|tensor|image|plot|pool|batch|grid)", re.I)
_DEFINED = re.compile(r"(?:async\s+)?(?:def|class)\s+([A-Za-z_]\w{0,99})\s*[(:]")
_PRINTED = re.compile(r"\s*print\s*\(?\s*$")
_PARTS = re.compile(r"\d+|[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
CALLED = frozenset(("problem", "prob", "question", "exercise", "part", "task", "q", "p", "ex"))
"""What an identifier has before a problem's letter."""
NOT_A_PROBLEM = frozenset(
    (
        *("conv", "convolution", "pool", "norm", "batchnorm", "bn", "dropout", "flatten", "max"),
        *("avg", "plot", "array", "tensor", "grid", "image", "img", "transpose", "vector"),
    )
)
"""What "2d" is a dimension behind."""


@dataclass(frozen=True)
class _Mark:
    """Headings, and from which line on they count."""

    line: int
    headings: tuple[Heading, ...]
    indent: int = 0
    """A statement that is indented by less ends what they begin."""


def script_sections(source: bytes) -> tuple[Cell, ...]:
    """Cut a script where something stands for a heading, as if it were a notebook.

    Args:
        source: Python text, or anything else.

    Returns:
        Cells for `grader.headings.find_sections` alone; the first begins with the file.
    """
    parts, _ = _parts(decoded(source))
    return tuple(
        Cell(number=number, first_line=line, headings=headings)
        for number, (line, headings) in enumerate(parts, start=1)
    )


def with_comment_sections(file: SourceFile) -> tuple[Cell, ...]:
    """Give a file's cells for `find_sections`, cut where a comment stands for a heading.

    Pieces of a notebook's cell have its number. Where no comment in the middle of a cell reads like
    a heading, a notebook's cells are what they were.
    """
    if not file.cells:
        return script_sections(file.source)
    lines = decoded(file.source).split("\n")
    cut: list[Cell] = []
    ended: tuple[Heading, ...] = ()
    for cell, below in zip(file.cells, (*file.cells[1:], None), strict=True):
        end = below.first_line - 1 if below else len(lines)
        inside = lines[cell.first_line - 1 : end]
        found, left_open = _parts("\n".join(inside)) if len(cut) < MAX_PARTS else ([], False)
        first = next((n for n, line in enumerate(inside, start=1) if line.strip()), 1)
        own = (*ended, *cell.headings)
        for line, headings in found:
            if line <= first:  # the notebook's reader has looked there
                own = (*own, *(each for each in headings if each not in own))
        cut.append(cell.model_copy(update={"headings": own}))
        cut += [
            Cell(number=cell.number, first_line=cell.first_line + line - 1, headings=headings)
            for line, headings in found
            if line > first
        ]
        ended = (END_OF_PART,) if left_open else ()
    return tuple(cut)


def _parts(text: str) -> tuple[list[tuple[int, tuple[Heading, ...]]], bool]:
    """List where parts begin, the first in line 1, and their headings.

    Returns:
        The parts, and whether the last one is a function's.
    """
    parts: dict[int, tuple[Heading, ...]] = {1: ()}
    stack: list[_Mark] = []
    for event in _without_subparts(list(_events(text))):
        if len(parts) >= MAX_PARTS:
            break
        if isinstance(event, _Mark):
            while stack and stack[-1].indent >= event.indent:
                stack.pop()
            stack.append(event)
            parts[event.line] = (*parts.get(event.line, ()), *event.headings)
            continue
        left = False
        while stack and stack[-1].indent > event.indent:
            stack.pop()
            left = True
        if left:
            around = stack[-1].headings if stack else ()
            again = tuple(each for each in around if each.level == COMMENT)
            parts[event.line] = (END_OF_PART, *again)
    return sorted(parts.items()), bool(stack and stack[-1].indent)


def _without_subparts(events: Sequence[_Mark | Piece]) -> Iterator[_Mark | Piece]:
    """Leave out "Part 1: data" where problems have letters: it is a part of one of them."""
    marks = [each for each in events if isinstance(each, _Mark)]
    lettered = any(_LETTERED.search(each.headings[0].text) for each in marks)
    for each in events:
        if lettered and isinstance(each, _Mark) and _SUBPART.match(each.headings[0].text):
            continue
        yield each


def _events(text: str) -> Iterator[_Mark | Piece]:
    """Yield headings, and statements, in the order of their lines."""
    block: list[Piece] = []
    for piece in pieces(text):
        alone = piece.kind == "comment" and not piece.before.strip() and not piece.inside
        if block and not (alone and piece.line == block[-1].line + 1):
            yield from _of_comments(block)
            block = []
        if alone:
            block.append(piece)
        elif piece.kind == "statement":
            yield piece
            if defined := _DEFINED.match(piece.text):
                yield from _of_name(defined[1], piece)
        elif piece.kind == "string" and (mark := _of_string(piece)):
            yield mark
    if block:
        yield from _of_comments(block)


def _of_comments(block: Sequence[Piece]) -> Iterator[_Mark]:
    """Read comments that stand one below the other, with nothing else in their lines."""
    at = 0
    while at < len(block):
        piece = block[at]
        text = piece.text[:_MAX_LINE].rstrip()
        if cell := _CELL.fullmatch(text):
            below, at = _below(block, at)
            if headings := _of_cell(cell, below):
                yield _Mark(piece.line, headings)
            continue
        if (markdown := _MARKDOWN.fullmatch(text)) and not piece.indent:
            words = markdown[2].strip(" #")
            if words:
                yield _Mark(piece.line, (Heading(text=words, level=len(markdown[1])),))
        elif heading := _of_comment(block, at):
            yield _Mark(piece.line, (heading,), piece.indent)
        at += 1


def _below(block: Sequence[Piece], at: int) -> tuple[list[str], int]:
    """Give the comments right below a cell's mark, and where the next mark is."""
    end = at + 1
    while end < len(block) and not _CELL.fullmatch(block[end].text[:_MAX_LINE].rstrip()):
        end += 1
    return [each.text.removeprefix("#").removeprefix(" ") for each in block[at + 1 : end]], end


def _of_cell(cell: re.Match[str], below: Sequence[str]) -> tuple[Heading, ...]:
    title = (cell["title"] or "").strip(" -=#*")
    headings = [Heading(text=title, level=COMMENT)] if title else []
    if cell["kind"] in ("markdown", "md"):
        headings = [Heading(text=title, level=1)] if title else []
        return (*headings, *markdown_headings("\n".join(below)))
    first = next((line for line in below if line.strip("#=-*~ ")), "")
    if not title and (heading := comment_heading("# " + first.lstrip("# "))):
        headings.append(heading)
    return tuple(headings)


def _of_comment(block: Sequence[Piece], at: int) -> Heading | None:
    """Take a comment for a heading if it stands between rules, or begins with a problem."""
    text = block[at].text[:_MAX_LINE].strip()
    words = _words(text)
    if not words or len(words.split()) > _MAX_WORDS:
        return None
    around = [each.text.strip() for each in (*block[max(at - 1, 0) : at], *block[at + 1 : at + 2])]
    boxed = any(len(each) >= 5 and _RULE.fullmatch(each[:_MAX_LINE]) for each in around)
    if (boxed or _BANNER.fullmatch(text)) and not _REFERS.search(words):
        return Heading(text=words, level=COMMENT)
    above = _words(block[at - 1].text[:_MAX_LINE]) if at else ""
    if above and _DANGLING.search(above):
        return None
    return _strict(words)


def _strict(words: str) -> Heading | None:
    if not _STRICT.match(words) or _REFERS.search(words) or _DIMENSION.match(words):
        return None
    return Heading(text=words, level=COMMENT) if len(words.split()) <= _MAX_WORDS else None


def _words(text: str) -> str:
    return text.strip("#=*~_+<>- \t").strip()


def _of_string(piece: Piece) -> _Mark | None:
    """Take a string for a heading that is a statement of its own, or printed."""
    alone = not piece.before.strip(" \trRuU") and not piece.after.strip(" \t;")
    if alone and not piece.indent and piece.text.lstrip().startswith("#"):
        headings = tuple(markdown_headings(piece.text[: 20 * _MAX_LINE]))  # as Colab exports them
        return _Mark(piece.line, headings) if headings else None
    if not alone and not (_PRINTED.fullmatch(piece.before) and not piece.formatted):
        return None
    lines = (_words(line) for line in piece.text[:_MAX_LINE].replace("\\n", "\n").split("\n"))
    first = next(filter(None, lines), "")
    heading = _strict(first)
    if heading is None or (not alone and any(mark in first for mark in "%{")):
        return None
    return _Mark(piece.line, (heading,), piece.indent)


def _of_name(name: str, piece: Piece) -> Iterator[_Mark]:
    """Read the name of a function or class: `train_2d`, `question_c`, `Problem3G`."""
    if words := problem_words(name):
        yield _Mark(piece.line, (Heading(text=words, level=COMMENT),), piece.indent + 1)


def problem_words(name: str) -> str | None:
    """Write the problem that an identifier is called after as a heading: "Problem 2D"."""
    parts = [part.lower() for part in _PARTS.findall(name)]
    for at, part in enumerate(parts):
        rest = parts[at + 1 : at + 3]
        if part.isdigit() and rest and len(rest[0]) == 1 and rest[0].isalpha():
            if at and parts[at - 1] in NOT_A_PROBLEM:
                return None
            return f"Problem {part}{rest[0].upper()}"
        if part in CALLED and rest and len(rest[0]) == 1 and rest[0].isalpha():
            return f"Problem {rest[0].upper()}"
        if part in CALLED - {"p", "part"} and rest and rest[0].isdigit() and not rest[1:]:
            return f"Problem {rest[0]}"
    return None
