"""Where in Python text does a student speak to a reader? Comments, prints, docstrings; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from grader.claims.languages import MAX_LINE
from grader.claims.series import bare_accuracy
from grader.claims.vocabulary import measures_in
from grader.python_text import Piece, pieces

_PRINTED = re.compile(r"print\s*\(?\s*$")
_PRINTED_VALUE = re.compile(r"\s*,\s*(\d*\.?\d+\s*%?)\s*(?:,|\))")
_FILLED_IN = re.compile(r"\{[^{}]{0,40}\}|%[-+0#]?\d*(?:\.\d+)?[defgirs]")
_PRINTS = re.compile(r"\b(?:print|info|log|debug|write)\s*\(")
_TRAINS = re.compile(r"(?:train|fit|optimi[sz]e|evaluate|experiment|run)[a-zA-Z_]{0,30}\(")
"""A call of what trains: `fit(net, 20)  # 0.98`."""
_MAX_REMARK = 40
"""Characters."""
_MAX_DOCSTRING = 100
"""Lines."""


@dataclass(frozen=True)
class Spoken:
    """A line of text in code."""

    what: Literal["comment", "print", "docstring"]
    words: str
    line: int


def texts_in(text: str) -> Iterator[Spoken]:
    """Go through what Python text says beside what it does, where there are numbers in it.

    Args:
        text: valid or not, with line feeds as line ends.
    """
    for piece in pieces(text):
        for spoken in _spoken(piece):
            if any(sign.isdigit() for sign in spoken.words[:MAX_LINE]):
                yield spoken


def _spoken(piece: Piece) -> Iterator[Spoken]:
    if piece.kind == "comment":
        words = piece.text.strip("#-=*!>. \t") if piece.text[1:2] != "." else piece.text
        yield Spoken("comment", _behind_print(words, piece.before), piece.line)
    elif piece.kind == "string" and _PRINTED.search(piece.before):
        words = piece.text
        if piece.formatted or _FILLED_IN.search(words):
            return
        if value := _PRINTED_VALUE.match(piece.after):
            words = f"{words} {value[1]}"
        yield Spoken("print", words.replace("\n", " "), piece.line)
    elif piece.kind == "string" and not piece.inside and not piece.before:
        for at, line in enumerate(piece.text.split("\n")[:_MAX_DOCSTRING]):
            yield Spoken("docstring", line.strip("#-=*> \t"), piece.line + at)


def _behind_print(words: str, code: str) -> str:
    """Name a number that is all of a comment, if the code before it does: `print(acc)  # 0.98`."""
    number, _, remark = words.partition(" ")
    if bare_accuracy(number) is None or len(remark) > _MAX_REMARK:
        return words
    if _TRAINS.search(code) and not _says_more(remark):
        return f"accuracy {words}"
    if remark or not _PRINTS.search(code):
        return words
    code = _FILLED_IN.sub(" ", code)
    if set(measures_in(code)) != {"accuracy"}:
        return words
    return f"{' '.join(re.findall('[A-Za-z_]{2,40}', code))} {words}"


def _says_more(remark: str) -> bool:
    """Whether words behind a number name something measured, or another number."""
    return any(sign.isdigit() for sign in remark) or bool(set(measures_in(remark)) - {"accuracy"})
