"""Does a student say which of several tries is handed in? "Final model", `model = model4`. Pure."""

import re
from collections.abc import Sequence

from grader.places import cell_of
from grader.rubric import Problem
from grader.submissions import Cell
from grader.trained_places import Trained

_FINAL_NAME = re.compile(
    r"(?:^|_|\d)(?:final|submit|submission|submitted|chosen|selected)(?:_|\d|$)"
)
_FINAL_WORDS = re.compile(
    r"\bfinal\b|\bsubmi(?:t|tted|ssion)\b|\bthis one\b|\bone to grade\b|\bchosen\b|\bmy answer\b"
    r"|\bd[ée]finitif\b|\bfinale?\b|\bendg[üu]ltig\w*\b|\b(?:zur )?abgabe\b|\bdefinitiv[oa]\b"
    r"|\u6700\u7ec8|\u6700\u7d42|\u63d0\u4ea4|\ucd5c\uc885|\u0444\u0438\u043d\u0430\u043b"
    r"|\u0438\u0442\u043e\u0433\u043e\u0432",
    re.IGNORECASE,
)
_TRY = re.compile(
    r"\b(?:attempt|try|trial|version|variant|model|net|network|experiment|run|option|versuch"
    r"|variante|modell|essai|mod[e\u00e8]le|intento|modelo|tentativa|tentativo|modello)"
    r"[ \t]{0,2}[#_-]?[ \t]?(\d{1,2})\b",
    re.IGNORECASE,
)
"""A try that a sentence speaks of: "attempt 2"."""
_CHOSEN = re.compile(
    r"\bto grade\b|\bmy (?:final )?(?:answer|choice|submission|model)\b"
    r"|\bi (?:submit|hand in|chose)\b"
    r"|\b(?:is|the) final\b|\bgrade (?:this|that)\b|\bsubmitted\b|\bmeine (?:abgabe|l\u00f6sung)\b"
    r"|\bma solution\b|\bmi (?:respuesta|entrega)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;\n]+")
_NOT_FINAL = re.compile(r"\bnot\b|\bbefore\b|\bpre-?final\b|\bold\b|\?", re.IGNORECASE)


def marked_final(several: Sequence[Trained], problem: Problem) -> Trained | None:
    """Find the network that a student calls the final one, where that is one alone.

    Args:
        several: networks trained for one problem, in the order of their training, in one file.
        problem: that they are for.
    """
    for is_marked in (_by_name, _by_prose, _by_heading):
        marked = [each for each in several if is_marked(each, several, problem)]
        if len(marked) == 1:
            return marked[0]
    return None


def _by_name(trained: Trained, several: Sequence[Trained], problem: Problem) -> bool:
    """Whether it has a name such as `final_model`, or was given the rubric's own in the end."""
    over = max(run.last_statement for each in several for run in each.network.runs)
    for run in trained.network.runs:
        for name, line in run.names.items():
            if _FINAL_NAME.search(name.lower()):
                return True
            if name in problem.names.model and line > over:
                return True
    return False


def _by_heading(trained: Trained, several: Sequence[Trained], problem: Problem) -> bool:
    """Whether the last heading above its training calls it final."""
    text = _heading_over(trained)
    return bool(_FINAL_WORDS.search(text)) and not _NOT_FINAL.search(text)


def _heading_over(trained: Trained) -> str:
    """Give the last heading above a training; empty where there is none."""
    cells = trained.each.parts
    cell = cell_of(trained.network.first.statement, cells)
    above = [each for each in cells if cell is not None and each.number <= cell.number]
    headings = next((each.headings for each in reversed(above) if each.headings), ())
    return headings[-1].text if headings else ""


def _by_prose(trained: Trained, several: Sequence[Trained], problem: Problem) -> bool:
    """Whether a notebook's text says that the try of its number is the one."""
    cells = trained.each.file.cells
    at = [cell.number for each in several if (cell := _cell_of(each, cells))]
    texts = [p.text for p in trained.each.file.prose if at and at[0] - 1 <= p.cell <= at[-1] + 1]
    chosen = {
        _TRY.search(sentence)[1]  # type: ignore[index] # it has matched
        for text in texts
        for sentence in _SENTENCE.split(text)
        if _TRY.search(sentence) and _CHOSEN.search(sentence) and not _NOT_FINAL.search(sentence)
    }
    if len(chosen) != 1:
        return False
    number = chosen.pop()
    heading = _TRY.search(_heading_over(trained))
    names = [name for run in trained.network.runs for name in run.names]
    return (heading is not None and heading[1] == number) or any(
        re.search(rf"(?<!\d){number}$", name) for name in names
    )


def _cell_of(trained: Trained, cells: Sequence[Cell]) -> Cell | None:
    return cell_of(trained.network.first.statement, cells)
