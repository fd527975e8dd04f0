"""Who handed in what of a Canvas download?

Canvas renames (lib/content_zipper.rb of canvas-lms): `<name>[_LATE]_<user>_<attachment>_<file>`,
for anonymous grading `[LATE_]anon_<letters>_<attachment>_<file>`, and for what was typed into the
site `<name>[_LATE]_<user>_text.html`. A student who hands in `hw.py` again has `hw-1.py`, then
`hw-2.py`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from grader.hand_ins.hand_in import ClassList, HandIn, tell_apart
from grader.hand_ins.plain import read_plain
from grader.hand_ins.student_files import Part
from grader.hand_ins.tree import Entry, is_code, is_nobodys, is_zip
from grader.records import clean_text

LAYOUT = "Canvas download"
LATE = "late"
TYPED = ("text.html", "link.html")

# The first pair of numbers is Canvas's: it takes such pairs out of names, and what follows is the
# student's choice.
_ANONYMOUS = re.compile(
    r"(?P<early>LATE_)?(?P<name>anon)_(?P<late>LATE_)?(?P<user>[A-Za-z0-9]{1,12})"
    r"_(?P<attachment>\d{3,})_(?P<file>.+)",
    re.DOTALL | re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?P<name>.+?)_(?P<late>late_)?(?P<user>\d+)_(?:(?P<attachment>\d{3,})_)?(?P<file>.+)",
    re.DOTALL | re.IGNORECASE,
)
_COUNTER = re.compile(r"(?P<stem>.+)-(?P<attempt>[1-9]\d{0,3})", re.DOTALL)


@dataclass(frozen=True)
class _Renamed:
    """A file, and what Canvas says of it."""

    entry: Entry
    name: str
    user: str
    attachment: str | None
    file: str
    late: bool
    anonymous: bool

    @property
    def person(self) -> tuple[str, str]:
        return (f"anon_{self.user}" if self.anonymous else self.name, self.user)


def read_canvas_download(root: Entry, entries: Sequence[Entry]) -> ClassList | None:
    """List the students of a Canvas download; `None` when it is none.

    Args:
        root: the class's folder.
        entries: what lies in it.
    """
    renamed = [found for entry in entries if (found := _renamed(entry)) is not None]
    if not _is_canvas(renamed, entries):
        return None
    people: dict[tuple[str, str], list[_Renamed]] = defaultdict(list)
    for each in renamed:
        people[each.person].append(each)
    names = tell_apart(people)
    hand_ins = [_hand_in(names[person], files) for person, files in people.items()]
    known = {id(each.entry) for each in renamed}
    others = read_plain(
        (entry for entry in entries if id(entry) not in known),
        note="its name is not one that Canvas gives",
    )
    return replace(others, layout=LAYOUT, hand_ins=(*hand_ins, *others.hand_ins))


def _renamed(entry: Entry) -> _Renamed | None:
    if is_nobodys(entry.name) or "/" in entry.name:
        return None
    anonymous = _ANONYMOUS.fullmatch(entry.name)
    match = anonymous or _NAMED.fullmatch(entry.name)
    if match is None:
        return None
    if match["attachment"] is None and match["file"] not in TYPED:
        return None
    return _Renamed(
        entry=entry,
        name=match["name"],
        user=match["user"],
        attachment=match["attachment"],
        file=match["file"],
        late=bool(match["late"] or (anonymous and anonymous["early"])),
        anonymous=anonymous is not None,
    )


def _is_canvas(renamed: Sequence[_Renamed], entries: Iterable[Entry]) -> bool:
    """Whether most files are called as Canvas calls them, and the numbers can be its own.

    An attachment's number is never two files', a user's never two people's: both would be with
    names such as `hw_4_2_alice.py`, which one student after the other might choose.
    """
    attachments = Counter(each.attachment for each in renamed if each.attachment)
    names: dict[str, set[str]] = defaultdict(set)
    for each in renamed:
        names[each.user].add(each.person[0])
    sound = [
        each
        for each in renamed
        if len(names[each.user]) == 1
        and (each.attachment is None or attachments[each.attachment] == 1)
    ]
    known = {id(each.entry) for each in renamed}
    unlike = [
        entry
        for entry in entries
        if id(entry) not in known and (is_code(entry) or is_zip(entry) or entry.kind == "folder")
    ]
    return len(sound) * 2 > len(renamed) + len(unlike)


def _hand_in(student: str, files: Sequence[_Renamed]) -> HandIn:
    last, earlier = _attempts(files)
    notes = [LATE] if any(each.late for each in last) else []
    if earlier:
        listed = ", ".join(clean_text(each.file) for each in earlier)
        notes.append(f"an earlier attempt was passed over: {listed}")
    if all(each.file in TYPED for each in last):
        notes.append("typed into the site instead of handed in as a file")
    return HandIn(
        student=student,
        place=" and ".join(each.entry.shown for each in last),
        parts=tuple(
            Part(each.entry, "" if each.entry.kind == "folder" else each.file) for each in last
        ),
        id=None if files[0].anonymous else files[0].user,
        notes=tuple(notes),
    )


def _attempts(files: Sequence[_Renamed]) -> tuple[list[_Renamed], list[_Renamed]]:
    """Split one student's files into those of the last attempt and those of earlier ones.

    Only where a file without a counter is there too: `problem-1.py` and `problem-2.py` alone are
    two answers, and leaving one out would cost points.
    """
    attempts: dict[tuple[str, str], list[tuple[int, _Renamed]]] = defaultdict(list)
    plain = {each.file.lower() for each in files}
    for each in files:
        stem, dot, suffix = each.file.rpartition(".")
        counted = _COUNTER.fullmatch(stem)
        if counted is not None and f"{counted['stem']}.{suffix}".lower() in plain:
            key = (counted["stem"].lower(), suffix.lower())
            attempts[key].append((int(counted["attempt"]), each))
        else:
            attempts[stem.lower(), (dot and suffix).lower()].append((0, each))
    last, earlier = [], []
    for group in attempts.values():
        highest = max(attempt for attempt, _ in group)
        last += [each for attempt, each in group if attempt == highest]
        in_order = sorted(group, key=lambda counted: counted[0])
        earlier += [each for attempt, each in in_order if attempt < highest]
    return last, earlier
