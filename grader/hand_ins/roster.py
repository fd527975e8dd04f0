"""Who handed in what? From the paths on the command line to the students of a class."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import UsageError
from grader.hand_ins.canvas_download import read_canvas_download
from grader.hand_ins.disk_tree import DiskEntry, disk_entry
from grader.hand_ins.gradescope_export import read_gradescope_export
from grader.hand_ins.hand_in import ClassList, HandIn, same_student
from grader.hand_ins.moodle_download import read_moodle_download
from grader.hand_ins.pattern import read_with_pattern
from grader.hand_ins.plain import LAYOUT as PLAIN
from grader.hand_ins.plain import read_plain
from grader.hand_ins.student_files import Part
from grader.hand_ins.tree import Entry, Unreadable, is_code, is_nobodys, is_zip
from grader.hand_ins.zip_tree import open_zip
from grader.picks import PICKS_NAME
from grader.records import printable
from grader.submissions import student_name

RESERVED_NAMES = frozenset(
    {
        "canvas_grades.csv",
        "final_grades.csv",
        "grader.lock",
        "grader.log",
        "index.html",
        "leaderboard.csv",
        "leaderboard.html",
        "leaderboard.json",
        "lock",
        "results.json",
    }
)
"""Files that may lie beside the students' folders, in lower case."""
RESERVED_PREFIX = "grader.sqlite"
"""SQLite puts files of its own beside the store: `-wal`, `-shm`, `-journal`."""
MAX_CLASHES = 20

_COURSE_SITES: tuple[Callable[[Entry, Sequence[Entry]], ClassList | None], ...] = (
    read_gradescope_export,
    read_moodle_download,
    read_canvas_download,
)


@dataclass(frozen=True)
class Roster:
    """The students of a run."""

    hand_ins: tuple[HandIn, ...]
    """Sorted by student; no two names are the same, not even on a disk that ignores case."""
    layout: str
    """For people: how the paths were read."""
    passed_over: tuple[str, ...]
    """What is nobody's code, in words."""


def collect(paths: Sequence[Path], pattern: str | None, output: Path | None = None) -> Roster:
    """List the students whose files lie at some paths; no student's file is read yet.

    Args:
        paths: a file is one student's; a folder or a zip is a class.
        pattern: a regular expression that names students by their files' paths; `None`: as the
            files are called, or as a course site has called them.
        output: where results go: that folder is nobody's, wherever it lies.

    Raises:
        UsageError: a path that isn't there, a folder without a hand-in, two for one student.
    """
    roots, files = _open_all(paths, output.resolve() if output is not None else None)
    try:
        if pattern is not None:
            lists = [read_with_pattern(roots, files, pattern)]
        else:
            lists = [_list_class(root) for root in roots]
            if files:
                lists.append(ClassList(PLAIN, tuple(map(_one_file, files))))
    except OSError as error:
        where = f"{printable(str(error.filename))}: " if error.filename else ""
        raise UsageError(f"{where}{error.strerror or error}") from None
    hand_ins = [_unreserved(hand_in) for found in lists for hand_in in found.hand_ins]
    _refuse_clashes(hand_ins)
    return Roster(
        hand_ins=tuple(sorted(hand_ins, key=lambda h: (same_student(h.student), h.student))),
        layout=" and ".join(dict.fromkeys(found.layout for found in lists)),
        passed_over=tuple(words for found in lists for words in found.passed_over),
    )


def is_reserved(name: str) -> bool:
    """Whether a student's folder of that name would be in the way of a file of ours."""
    plain = same_student(name)
    return plain in RESERVED_NAMES or plain.startswith(RESERVED_PREFIX)


def _open_all(paths: Iterable[Path], ours: Path | None) -> tuple[list[Entry], list[Entry]]:
    """Give the classes' folders and zips, opened, and the files that are one student's each."""
    roots: list[Entry] = []
    files: list[Entry] = []
    for path in paths:
        try:
            entry = disk_entry(path)
            if path.is_dir():
                roots.append(DiskEntry(path, "folder", ours=ours))
            elif path.suffix.lower() == ".zip":
                # Whoever runs this may well have named a link.
                followed = path.resolve() if path.is_symlink() else path
                roots.append(open_zip(DiskEntry(followed, "file")))
            else:
                files.append(entry)
        except FileNotFoundError:
            raise UsageError(f"{path}: no such file") from None
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or error}") from None
        except Unreadable as fault:
            raise UsageError(f"{path}: {fault}") from None
    return roots, files


def _one_file(entry: Entry) -> HandIn:
    return HandIn(student_name(Path(entry.name).stem), entry.shown, (Part(entry, is_code=True),))


def _list_class(root: Entry) -> ClassList:
    # Of the class itself: a student's, and one in a zip, is passed over like any other file.
    entries = [each for each in _visible(root) if root.zips or each.name != PICKS_NAME]
    found = _of_a_course_site(root, entries)
    if found is None and (inner := _only_one(entries)) is not None:
        inside = _visible(inner)
        # A folder that was zipped is in its zip as one. In a folder it is a student's, who may call
        # files as a course site does, or an export of Gradescope's, whose zips are of one folder.
        if root.zips:
            entries = inside
            found = _of_a_course_site(inner, inside)
        else:
            found = read_gradescope_export(inner, inside, maybe_a_students=True)
    if found is None:
        found = read_plain(entries)
    if not found.hand_ins:
        raise UsageError(_nobody(root, found))
    return found


def _visible(root: Entry) -> list[Entry]:
    try:
        return [entry for entry in root.children() if not is_nobodys(entry.name)]
    except Unreadable as fault:
        raise UsageError(f"{root.shown}: {fault}") from None


def _only_one(entries: Sequence[Entry]) -> Entry | None:
    """Give the folder that holds everything, if it can be listed."""
    holders = [each for each in entries if each.kind == "folder" or is_code(each) or is_zip(each)]
    if len(holders) != 1 or holders[0].kind != "folder":
        return None
    try:
        holders[0].children()
    except (Unreadable, OSError):
        return None  # a student's, then, and said when it is read
    return holders[0]


def _of_a_course_site(root: Entry, entries: Sequence[Entry]) -> ClassList | None:
    return next((found for read in _COURSE_SITES if (found := read(root, entries))), None)


def _nobody(root: Entry, found: ClassList) -> str:
    looked_for = (
        "looked for .py, .ipynb and .zip files and for folders, each one student's, and for "
        "downloads from Gradescope, Canvas and Moodle"
    )
    others = f"; passed over {found.passed_over[0]}" if found.passed_over else ""
    return f"{root.shown}: nobody has handed in anything; {looked_for}{others}"


def _unreserved(hand_in: HandIn) -> HandIn:
    if not is_reserved(hand_in.student):
        return hand_in
    return replace(hand_in, student=f"{hand_in.student}_")


def _refuse_clashes(hand_ins: Sequence[HandIn]) -> None:
    same: dict[str, list[HandIn]] = defaultdict(list)
    for hand_in in hand_ins:
        same[same_student(hand_in.student)].append(hand_in)
    clashes = [group for group in same.values() if len(group) > 1]
    if not clashes:
        return
    lines = [
        f"{group[0].student}: {' and '.join(each.place for each in group)}"
        for group in clashes[:MAX_CLASHES]
    ]
    if len(clashes) > MAX_CLASHES:
        lines.append(f"and {len(clashes) - MAX_CLASHES:,} more")
    raise UsageError(
        "several hand-ins claim the same student; rename one, or say with --pattern whose they "
        "are:\n  " + "\n  ".join(lines)
    )
