"""Who handed in what, where a pattern says so? It goes before every other way to tell."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.hand_ins.file_pattern import pattern_fault
from grader.hand_ins.hand_in import ClassList, HandIn, same_student
from grader.hand_ins.plain import is_worth_telling
from grader.hand_ins.student_files import Part
from grader.hand_ins.tree import Entry, Unreadable, is_code, is_environment, is_nobodys, is_zip
from grader.hand_ins.zip_tree import open_zip
from grader.picks import PICKS_NAME
from grader.records import clean_text
from grader.submissions import student_name

LAYOUT = "by the pattern"
MAX_FOUND = 20_000
"""Files and folders below any one entry of the class's folder."""
MAX_DEPTH = 12
EXAMPLES = 2
MAX_CLASHES = 20


@dataclass(frozen=True)
class _Claim:
    student: str
    problem: str | None
    path: str
    entry: Entry

    @property
    def key(self) -> tuple[str, str | None]:
        return same_student(self.student), self.problem and same_student(self.problem)


def read_with_pattern(roots: Sequence[Entry], files: Iterable[Entry], pattern: str) -> ClassList:
    """List the students that a pattern finds in the paths of scripts and notebooks.

    Args:
        roots: the class's folders and zips; paths are matched from each one on.
        files: given by themselves; matched by name.
        pattern: searched in each path, with a group `student` and maybe one `problem`.

    Raises:
        UsageError: the pattern is none, fits no path, or gives a student's problem twice.
        OSError: the disk, or its permissions.
    """
    if fault := pattern_fault(pattern):
        raise UsageError(f"the pattern {fault}")
    searched = re.compile(pattern)
    claims: list[_Claim] = []
    unmatched: list[tuple[str, Entry]] = []
    for path, entry in _all_files(roots, files):
        match = searched.search(path) if is_code(entry) or is_zip(entry) else None
        groups = match.groupdict() if match else {}
        if groups.get("student"):
            name = student_name(groups["student"])
            claims.append(_Claim(name, groups.get("problem") or None, path, entry))
        else:
            unmatched.append((path, entry))
    if not claims:
        raise UsageError(_no_match(pattern, unmatched))
    _refuse_clashes(claims)
    passed_over = tuple(
        f"{entry.shown}: {_why_not(entry)}"
        for path, entry in unmatched
        if (entry.kind == "folder" or is_worth_telling(entry))
        and (path != PICKS_NAME or entry.zips)
    )
    return ClassList(LAYOUT, tuple(_hand_ins(claims)), passed_over)


def _all_files(roots: Sequence[Entry], files: Iterable[Entry]) -> Iterator[tuple[str, Entry]]:
    """Give (path from the class's folder, file), those in zips too; a zip only when it's broken."""
    found: Counter[str] = Counter()
    waiting = [("", root, 0) for root in reversed(roots)]
    waiting += [(file.name, file, 0) for file in files]
    while waiting:
        path, entry, depth = waiting.pop()
        folder = _folder(entry, depth)
        if folder is None:
            yield path, entry
            continue
        try:
            children = folder.children()
        except Unreadable as fault:
            if not path:
                raise UsageError(f"{folder.shown}: {fault}") from None
            yield path, entry  # somebody's, who must not hold up the others
            continue
        # Counted for each hand-in by itself: one alone must not use up what is there for all.
        found[path.split("/")[0] if path else ""] += len(children)
        if path and found[path.split("/")[0]] > MAX_FOUND:
            yield path, entry
            continue
        if not is_environment(children):
            waiting += [
                (f"{path}/{child.name}" if path else child.name, child, depth + 1)
                for child in reversed(children)
                if not is_nobodys(child.name)
            ]


def _folder(entry: Entry, depth: int) -> Entry | None:
    """Give what can be looked into: a folder, or a zip that is sound."""
    if entry.kind == "folder":
        return entry if depth <= MAX_DEPTH else None
    if not is_zip(entry):
        return None
    try:
        return open_zip(entry)
    except Unreadable:
        return None  # the student's fault if the pattern finds one, and said then


def _refuse_clashes(claims: Sequence[_Claim]) -> None:
    same: dict[tuple[str, str | None], list[_Claim]] = defaultdict(list)
    for claim in claims:
        same[claim.key].append(claim)
    clashes = [group for group in same.values() if len(group) > 1]
    if not clashes:
        return
    lines = [_say_clash(group) for group in clashes[:MAX_CLASHES]]
    if len(clashes) > MAX_CLASHES:
        lines.append(f"and {len(clashes) - MAX_CLASHES:,} more")
    raise UsageError("files that claim the same place:\n  " + "\n  ".join(lines))


def _say_clash(group: Sequence[_Claim]) -> str:
    problem = f", problem {clean_text(group[0].problem)}" if group[0].problem else ""
    return f"{group[0].student}{problem}: {' and '.join(each.entry.shown for each in group)}"


def _hand_ins(claims: Sequence[_Claim]) -> Iterator[HandIn]:
    students: dict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        students[claim.key[0]].append(claim)
    for group in students.values():
        yield HandIn(
            student=group[0].student,
            place=" and ".join(claim.entry.shown for claim in group),
            parts=tuple(
                Part(claim.entry, claim.path, claim.problem and clean_text(claim.problem))
                for claim in group
            ),
        )


def _no_match(pattern: str, unmatched: Sequence[tuple[str, Entry]]) -> str:
    seen = [clean_text(path) for path, entry in unmatched if is_code(entry)]
    if not seen:
        return "no .py or .ipynb file for the pattern to find"
    examples = " and ".join(repr(path) for path in seen[:EXAMPLES])
    return f"the pattern {clean_text(pattern)!r} fits no path; there are paths such as {examples}"


def _why_not(entry: Entry) -> str:
    if entry.kind == "folder":
        return f"more than {MAX_DEPTH} folders deep"
    if is_code(entry):
        return "the pattern does not fit its path"
    return "neither .py nor .ipynb"
