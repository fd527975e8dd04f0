"""Who handed in what of a Moodle download?

"Download all submissions" makes a folder per student, or none: `<name>_<number>_assignsubmission_
file_/hw.py` or `<name>_<number>_assignsubmission_file_hw.py`. The number is the participant's in
that assignment, as its grading worksheet has it. What students typed is `..._onlinetext_...`.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from grader.hand_ins.hand_in import ClassList, HandIn, tell_apart
from grader.hand_ins.plain import read_plain
from grader.hand_ins.student_files import Part
from grader.hand_ins.tree import Entry

LAYOUT = "Moodle download"

# The first such number is Moodle's: what follows is the student's choice.
_NAME = re.compile(
    r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<original>.*))?", re.DOTALL
)


def read_moodle_download(root: Entry, entries: Sequence[Entry]) -> ClassList | None:
    """List the students of a Moodle download; `None` when it is none.

    Args:
        root: the class's folder.
        entries: what lies in it.
    """
    matches = [(entry, _NAME.fullmatch(entry.name)) for entry in entries]
    found: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for entry, match in matches:
        if match is not None:
            original = "" if entry.kind == "folder" else match["original"] or entry.name
            found[match["name"], match["id"]].append(Part(entry, original))
    if not found:
        return None
    names = tell_apart(found)
    hand_ins = [
        HandIn(
            student=names[person],
            place=" and ".join(part.entry.shown for part in parts),
            parts=tuple(parts),
            id=person[1],
        )
        for person, parts in found.items()
    ]
    others = read_plain(
        (entry for entry, match in matches if match is None),
        note="its name is not one that Moodle gives",
    )
    return replace(others, layout=LAYOUT, hand_ins=(*hand_ins, *others.hand_ins))
