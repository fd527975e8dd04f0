"""Which accuracies does a cell's output state? By line, and what lines above it say; pure."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.claims.labels import Label
from grader.claims.languages import MAX_LINE
from grader.claims.series import Counted, bare_accuracy, series_in
from grader.claims.stated import Stated
from grader.claims.tables import tables_in
from grader.claims.vocabulary import Of, kinds_in, measures_in
from grader.claims.words import read_line

MAX_CLAIMS = 2_000
"""Of one cell, and of a file's comments; the last ones count."""
MAX_LINES = 4_000
"""Of an output; the last ones count."""

_WORTH_READING = re.compile(r"\d|err|test|val|train|problem", re.IGNORECASE)
_NUMBERS_ONLY = re.compile(
    r"(?:(?:np\.float\d\d|tensor|array|device='[\w:]{1,10}'|dtype=[\w.]{1,20})|[-\s\d.,;%:/\[\](){}e])+"
)
_SURELY = 0.9
"""What a bare number must come to that the code does not call an accuracy."""
_FROM_CODE = re.compile(r"\bprint\s*\((.*)\)\s*;?\s*$")
_SHOWS_NOTHING = re.compile(
    r"^[\w.,\[\]'\" ]{1,80}(?<![=!<>])=(?!=)|;$|^(?:if|for|while|def|with)\b"
)
_MEAN_OF_HITS = re.compile(r"==.{0,80}\bmean\b|\bmean\b.{0,80}==")


def read_output(text: str, code: Sequence[str]) -> Sequence[Stated]:
    """List what an output states, in order.

    Args:
        text: that a cell printed and displayed.
        code: lines of the cell: bare numbers are what it calls them.
    """
    lines = list(_whole_lines(text))[-MAX_LINES:]
    reader = _OutputReader(lines, code)
    for at, line in enumerate(lines):
        reader.read(at, line)
    reader.read_last()
    return tuple(reader.found)


class _OutputReader:
    """Goes through an output's lines; knows what lines above have said."""

    def __init__(self, lines: Sequence[str], code: Sequence[str]) -> None:
        self.found: deque[Stated] = deque(maxlen=MAX_CLAIMS)
        self._lines = lines
        self._named = _named_by_code(code)
        self._last_shown = _shown_last(code)
        self._rows: dict[int, list[Stated]] = {}
        for row in tables_in(lines):
            self._rows.setdefault(row.at, []).append(row.stated)
        self._series: dict[int, Counted] = {each.at: each for each in series_in(lines)}
        self._context: Of | None = None
        self._about: Label | None = None
        self._p: float | None = None
        self._epoch: int | None = None

    def read(self, at: int, line: str) -> None:
        """Read one line."""
        if rows := self._rows.get(at):
            self.found += [replace(row, about=row.about or self._about) for row in rows]
            return
        if self._named and _NUMBERS_ONLY.fullmatch(line):
            line = _with_names(self._named, line)
        elif not _WORTH_READING.search(line) and line.isascii():
            return
        stated = read_line(line, context=self._context)
        self._epoch = stated.epoch if stated.epoch is not None else self._epoch
        if stated.accuracies:
            self.found += [self._stated(each) for each in stated.accuracies]
        elif counted := self._series.get(at):
            self._epoch = counted.epoch
            self.found.append(self._stated(counted.stated))
        else:
            self._p = stated.p if stated.p is not None else self._p
            self._about = stated.about or self._about
            if stated.heads or stated.epoch is not None:
                self._context = stated.heads

    def read_last(self) -> None:
        """Read a number that is all of the last line, where it shows what was measured."""
        last = next((line for line in reversed(self._lines) if line.strip()), "")
        value = bare_accuracy(last)
        if value is None or self._last_shown is None or self._named:
            return
        measures, kinds = measures_in(self._last_shown), kinds_in(self._last_shown)
        if "accuracy" in measures or (not measures and not self.found and value >= _SURELY):
            of = kinds[-1] if kinds else "unknown"
            self.found.append(Stated(value, of, about=self._about))

    def _stated(self, each: Stated) -> Stated:
        p, about = each.p if each.p is not None else self._p, each.about or self._about
        if (p, self._epoch, about) == (each.p, each.epoch, each.about):
            return each
        return replace(each, p=p, epoch=self._epoch, about=about)


def _whole_lines(text: str) -> Iterator[str]:
    """Give an output's lines, a list that was broken over several of them as one."""
    waiting = ""
    for line in text.split("\n"):
        joined = f"{waiting} {line.strip()}" if waiting else line
        if joined.count("[") > joined.count("]") and len(joined) < MAX_LINE:
            waiting = joined
            continue
        waiting = ""
        if len(joined) > MAX_LINE:
            yield line[:MAX_LINE]
        elif joined.strip():
            yield joined
    if waiting:
        yield waiting


def _with_names(names: Sequence[str], line: str) -> str:
    """Put what the code calls bare numbers before them, before each its own if they are as many."""
    numbers = line.split()
    if len(numbers) != len(names):
        return f"{' '.join(names)} {line}"
    return ", ".join(f"{name}: {number}" for name, number in zip(names, numbers, strict=True))


def _named_by_code(lines: Sequence[str]) -> Sequence[str] | None:
    """Say what bare numbers in an output are, if the code that shows them calls them accuracies.

    `print(p, test_acc)` gives "p" and "test_acc"; a cell that shows losses too gives `None`.
    """
    code = [line.split("#")[0].strip() for line in lines]
    code = [line[:300] for line in code if line]
    shown = [match[1] for line in code if (match := _FROM_CODE.search(line))]
    shown = [each for each in shown if '"' not in each and "'" not in each]
    if code and not _FROM_CODE.search(code[-1]) and "=" not in code[-1].replace("==", ""):
        shown.append(code[-1])
    if not shown:
        return None
    named = ["accuracy" if _MEAN_OF_HITS.search(each) else each for each in shown]
    if not all("accuracy" in measures_in(each) for each in named):
        return None
    if len(named) > 1 and any(len(measures_in(each)) > 1 for each in named):
        return None
    return [_words_of_code(each) for each in _arguments(named[-1])]


def _arguments(shown: str) -> list[str]:
    """Split what a print shows at the commas between its arguments."""
    found, depth = [""], 0
    for sign in shown:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


def _words_of_code(code: str) -> str:
    words = re.findall(r"[A-Za-z_]\w*", code)
    # The loader that an accuracy is measured on says of which images it is.
    return " ".join(word for word in words if word not in ("model", "net", "item", "print"))


def _shown_last(lines: Sequence[str]) -> str | None:
    """Give the expression that a cell's last line shows; `None` if it shows none."""
    code = [line[:300] for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not code:
        return None
    if printed := _FROM_CODE.search(code[-1]):
        return printed[1]
    last = code[-1].split("#")[0].strip()
    return None if _SHOWS_NOTHING.search(last) else last
