"""Whose is a file or folder that is called after its student?"""

from collections.abc import Iterable
from pathlib import PurePosixPath

from grader.hand_ins.hand_in import ClassList, HandIn
from grader.hand_ins.student_files import Part
from grader.hand_ins.tree import (
    Entry,
    Unreadable,
    is_code,
    is_environment,
    is_nobodys,
    is_zip,
)
from grader.submissions import student_name

LAYOUT = "one student per file or folder"
OF_TOOLS = ("env", "venv", "virtualenv")
"""As virtual environments are called that are nobody's; a student may hand in another."""
OUR_FOLDER = "results"
OUR_STORE = "grader.sqlite"
"""What `grade .` leaves in the class's folder."""


def read_plain(entries: Iterable[Entry], note: str | None = None) -> ClassList:
    """Take every script, notebook, zip and folder for one student's.

    Args:
        entries: of the class's folder.
        note: stands with each of these students.
    """
    hand_ins, passed_over = [], []
    for entry in entries:
        hand_in = _hand_in(entry, (note,) if note else ())
        if hand_in is not None:
            hand_ins.append(hand_in)
        elif is_worth_telling(entry):
            passed_over.append(f"{entry.shown}: {_why_not(entry)}")
    return ClassList(LAYOUT, tuple(hand_ins), tuple(passed_over))


def is_worth_telling(entry: Entry) -> bool:
    """Whether someone may miss a file that is nobody's code."""
    silent = is_nobodys(entry.name) or entry.name.lower().startswith("readme")
    return not silent and entry.kind != "folder"


def _hand_in(entry: Entry, notes: tuple[str, ...]) -> HandIn | None:
    if is_nobodys(entry.name) or "/" in entry.name:
        return None
    if entry.kind == "folder":
        if _is_no_students(entry):
            return None
        name = entry.name
    elif is_code(entry) or is_zip(entry):
        name = PurePosixPath(entry.name).stem
    elif entry.kind == "unreadable" and not PurePosixPath(entry.name).suffix:
        # A link to a folder, most likely: not followed, and still somebody's.
        return HandIn(
            student_name(entry.name), entry.shown, (Part(entry, is_code=True),), notes=notes
        )
    else:
        return None
    return HandIn(student_name(name), entry.shown, (Part(entry),), notes=notes)


def _is_no_students(folder: Entry) -> bool:
    """Whether it is a virtual environment, or results of ours from an earlier run."""
    try:
        children = folder.children()
    except (Unreadable, OSError):
        return False  # said when its files are read
    names = {child.name for child in children}
    return (folder.name.lower() in OF_TOOLS and is_environment(children)) or (
        folder.name == OUR_FOLDER and OUR_STORE in names
    )


def _why_not(entry: Entry) -> str:
    if "/" in entry.name:
        return "its path leaves the zip"
    return "a link" if entry.kind == "unreadable" else "neither .py, .ipynb, .zip nor a folder"
