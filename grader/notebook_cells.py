"""What of a notebook's code cell is Python? Magics and shell lines are taken out, line by line.

IPython has no grammar: it rewrites a cell's lines until what is left is Python. This does the same
for what students write. Every line stays where it was, so that a line's number is the student's.
"""

import ast
import keyword
import re
import warnings

from grader.records import clean_text

_KEPT = frozenset(("capture", "prun", "time", "timeit"))
"""Cell magics that run the rest of their cell as Python."""
_OTHER_LANGUAGES = frozenset(
    (
        *("bash", "cmd", "perl", "ruby", "sh", "shell", "system", "sx"),
        *("css", "html", "javascript", "js", "latex", "markdown", "svg"),
    )
)
"""Cell magics whose cell nobody takes for an answer."""
_MAX_NAMES = 20
_MAX_QUOTE = 80

_CELL_MAGIC = re.compile(r"\s*%%\s*(\w+)")
_INDENT = re.compile(r"[ \t]*")
_TIMED = re.compile(r"%{1,2}time\s+(?=\S)")
_HELP = re.compile(r"[%\w.]+\?{1,2}\s*")
_ASSIGNED = re.compile(r"([A-Za-z_][\w.,*\[\]() \t]{0,200}=[ \t]*)([%!].*)")
# Words that IPython takes for a magic without its %.
_BARE = re.compile(r"(?:pip3?|conda|mamba|cd|ls|cat|cp|mv|rm|mkdir)\s+[\w./~-].*")
_BOUND = re.compile(r"([A-Za-z_]\w{0,79}(?:\s*,\s*[A-Za-z_]\w{0,79}){0,9})\s*=(?!=)\s*")


def python_of(source: str) -> tuple[str, str | None]:
    """Turn a code cell into Python.

    Args:
        source: the cell, as it stands in the notebook.

    Returns:
        Python text with the same lines, and why the cell is not run; completes "cell 3 ...". The
        text of a cell that does not parse is one statement that raises, and that would bind what
        the cell would have bound.
    """
    lines = re.split(r"\r\n|\r|\n", source.removeprefix("\ufeff"))
    lines, other = _without_cell_magics(lines)
    if other is not None:
        noted = None if other in _OTHER_LANGUAGES else f"begins with %%{other} and was passed over"
        return "", noted
    text = "\n".join(lines)
    if _syntax_error(text) is None:
        return text, None
    text = "\n".join(_without_line_magics(_dedented(lines)))
    broken = _syntax_error(text)
    if broken is None:
        return text, None
    message, line = broken
    return _stand_in(text, message, line), f"does not parse (line {line}): {message}"


def _without_cell_magics(lines: list[str]) -> tuple[list[str], str | None]:
    """Blank `%%time` and its like; a second value names a magic that takes the whole cell."""
    lines = list(lines)
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        magic = _CELL_MAGIC.match(line)
        if magic is None:
            break
        if magic[1] not in _KEPT:
            return [], magic[1][:40]
        lines[index] = ""
    return lines, None


def _dedented(lines: list[str]) -> list[str]:
    """Take the first statement's indentation off all lines, as IPython does."""
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines]


def _without_line_magics(lines: list[str]) -> list[str]:
    kept, scanner, blanked = [], _Scanner(), False
    for line in lines:
        if blanked:  # a shell line goes on behind a backslash
            plain = ""
        elif scanner.at_statement:
            plain = _without_magic(line)
        else:
            plain = line
        blanked = (blanked or plain != line) and line.rstrip().endswith("\\")
        scanner.read(plain)
        kept.append(plain)
    return kept


def _without_magic(line: str) -> str:
    """Replace a line that begins a statement and is no Python by `pass`, which fits anywhere."""
    indent = _INDENT.match(line)[0]  # type: ignore[index]  # it matches anything
    code = line[len(indent) :]
    if timed := _TIMED.match(code):
        return indent + code[timed.end() :]
    if assigned := _ASSIGNED.fullmatch(code):
        timed = _TIMED.match(assigned[2])
        return indent + (assigned[1] + assigned[2][timed.end() :] if timed else "pass")
    if code.startswith(("%", "!", "?")) or _HELP.fullmatch(code) or _BARE.fullmatch(code):
        return indent + "pass"
    return line


class _Scanner:
    """Knows, from line to line, whether a string or a bracket is still open."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def at_statement(self) -> bool:
        """Whether the next line begins a statement."""
        return not (self._depth or self._quote or self._continued)

    def read(self, line: str) -> None:
        """Go through a line."""
        at, comment = 0, False
        while at < len(line) and not comment:
            at, comment = self._step(line, at)
        backslashes = len(line) - len(line.rstrip("\\"))
        self._continued = backslashes % 2 == 1 and not comment
        if len(self._quote) == 1 and not self._continued:
            self._quote = ""

    def _step(self, line: str, at: int) -> tuple[int, bool]:
        letter = line[at]
        if self._quote:
            if letter == "\\":
                return at + 2, False
            if line.startswith(self._quote, at):
                at, self._quote = at + len(self._quote) - 1, ""
        elif letter == "#":
            return at, True
        elif letter in "'\"":
            self._quote = letter * 3 if line.startswith(letter * 3, at) else letter
            return at + len(self._quote), False
        elif letter in "([{":
            self._depth += 1
        elif letter in ")]}":
            self._depth = max(0, self._depth - 1)
        return at + 1, False


def _syntax_error(text: str) -> tuple[str, int] | None:
    """Say why a text does not parse, and in which line; `None` when it does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes such as "\d": not ours to complain of
            ast.parse(text)
    except SyntaxError as error:
        quote = (error.text or "").strip()[:_MAX_QUOTE]
        message = clean_text(f"{error.msg}: {quote}" if quote else str(error.msg))
        return message, min(max(error.lineno or 1, 1), text.count("\n") + 1)
    except (RecursionError, MemoryError):
        return "nested too deeply", 1
    except ValueError as error:
        return clean_text(str(error)), 1
    return None


def _stand_in(text: str, message: str, line: int) -> str:
    """Write a statement that raises in the line at fault, and would bind the cell's variables."""
    names: dict[str, None] = {}
    scanner = _Scanner()
    for each in text.split("\n"):
        rest = each.strip() if scanner.at_statement else ""
        while bound := _BOUND.match(rest):
            names |= dict.fromkeys(re.findall(r"\w+", bound[1]))
            rest = rest[bound.end() :]
        scanner.read(each)
    known = [name for name in names if name.isascii() and not keyword.iskeyword(name)]
    bind = "".join(f"{name} = " for name in known[:_MAX_NAMES])
    statement = f"if True: raise SyntaxError({message!a})"
    return "\n" * (line - 1) + statement + (f"; {bind}None" if bind else "")
