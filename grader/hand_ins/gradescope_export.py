"""Who handed in what of a Gradescope export?

"Export submissions" makes a folder `submission_<number>/` for each, and submission_metadata.yml
that says whose it is. A group's folder is every member's.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from grader.errors import UsageError
from grader.hand_ins.gradescope_metadata import MAX_METADATA_BYTES, Submitter, read_metadata
from grader.hand_ins.hand_in import ClassList, HandIn, tell_apart
from grader.hand_ins.plain import read_plain
from grader.hand_ins.student_files import Part
from grader.hand_ins.tree import Entry, Unreadable
from grader.records import clean_text
from grader.submissions import student_name

LAYOUT = "Gradescope export"
METADATA = "submission_metadata.yml"
_SUBMISSION = re.compile(r"submission_\d+(?:\..*)?", re.DOTALL)


def read_gradescope_export(
    root: Entry, entries: Sequence[Entry], *, maybe_a_students: bool = False
) -> ClassList | None:
    """List the students of a Gradescope export; `None` when it is none.

    Args:
        root: the class's folder.
        entries: what lies in it.
        maybe_a_students: whether the folder may be a student's, and the metadata a student's word:
            it is an export then only if a submission that the metadata names is there.

    Raises:
        UsageError: its metadata can't be read.
        OSError: the disk, or its permissions.
    """
    metadata = next((entry for entry in entries if entry.name == METADATA), None)
    if metadata is None:
        return None
    if maybe_a_students and not any(_SUBMISSION.fullmatch(entry.name) for entry in entries):
        return None
    try:
        text = metadata.read(MAX_METADATA_BYTES)
    except Unreadable as fault:
        raise UsageError(f"{metadata.shown}: {fault}") from None
    submissions = read_metadata(text, metadata.shown)
    known = {name: entry for entry in entries if (name := _submission(entry, submissions))}
    if maybe_a_students and not known:
        return None
    hand_ins = _hand_ins(submissions, known, metadata)
    placed = {id(entry) for entry in (metadata, *known.values())}
    others = read_plain(
        (entry for entry in entries if id(entry) not in placed),
        note=f"{METADATA} does not say whose it is",
    )
    return replace(others, layout=LAYOUT, hand_ins=(*hand_ins, *others.hand_ins))


def _submission(entry: Entry, submissions: dict[str, tuple[Submitter, ...]]) -> str | None:
    """Name the submission whose folder it is; a file where the assignment takes single files."""
    if entry.name in submissions:
        return entry.name
    stem = entry.name.rpartition(".")[0]
    return stem if entry.kind == "file" and stem in submissions else None


def _hand_ins(
    submissions: dict[str, tuple[Submitter, ...]], known: dict[str, Entry], metadata: Entry
) -> list[HandIn]:
    people = {
        (key, person): (_name(person, key), _identity(person, key))
        for key, submitters in submissions.items()
        for person in submitters
    }
    names = tell_apart(people.values())
    hand_ins = []
    for key, submitters in submissions.items():
        entry = known.get(key)
        common = HandIn(
            student=student_name(key),
            place=entry.shown if entry else f"{key} in {metadata.shown}",
            parts=(Part(entry),) if entry else (),
            missing=None if entry else f"the export has no folder {clean_text(key)}",
        )
        if not submitters:
            hand_ins.append(replace(common, notes=(f"{METADATA} names nobody for it",)))
        hand_ins += [
            replace(
                common,
                student=names[people[key, person]],
                id=person.sid,
                email=person.email,
                notes=_together_with(person, submitters, key),
            )
            for person in submitters
        ]
    return hand_ins


def _name(person: Submitter, key: str) -> str:
    return person.name or person.email or person.sid or key


def _identity(person: Submitter, key: str) -> str:
    """Tell apart two students of one name."""
    return person.sid or person.email or key.removeprefix("submission_")


def _together_with(
    person: Submitter, submitters: tuple[Submitter, ...], key: str
) -> tuple[str, ...]:
    others = [_name(other, key) for other in submitters if other is not person]
    return (f"handed in together with {', '.join(others)}",) if others else ()
