"""Does a student say which of several tries is handed in? "Final model", `model = model4`. Pure."""

import re
from collections.abc import Sequence

from grader.places import cell_of
from grader.rubric import Problem
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
_NOT_FINAL = re.compile(r"\bnot\b|\bbefore\b|\bpre-?final\b|\bold\b|\?", re.IGNORECASE)


def marked_final(several: Sequence[Trained], problem: Problem) -> Trained | None:
    """Find the network that a student calls the final one, where that is one alone.

    Args:
        several: networks trained for one problem, in the order of their training, in one file.
        problem: that they are for.
    """
    for is_marked in (_by_name, _by_heading):
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
    cells = trained.each.parts
    cell = cell_of(trained.network.first.statement, cells)
    above = [each for each in cells if cell is not None and each.number <= cell.number]
    headings = next((each.headings for each in reversed(above) if each.headings), ())
    if not headings:
        return False
    text = headings[-1].text
    return bool(_FINAL_WORDS.search(text)) and not _NOT_FINAL.search(text)
