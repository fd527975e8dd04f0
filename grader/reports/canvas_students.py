"""Which row of Canvas's grade book is which student? Never a guess between two."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from grader.class_results import StudentRow

STUDENT_COLUMNS = frozenset({"Student", "LastName"})
"""The first heading: with names in one column, or in two."""

_TEST_STUDENT = "studenttest"


class CanvasStudents:
    """The students of a grade book, by everything they can be known by.

    Args:
        header: the first row.
        table: all rows, each as wide as the header, or empty.
        first: the first row that can be a student's.
    """

    def __init__(self, header: list[str], table: Sequence[list[str]], *, first: int) -> None:
        self._by_id: dict[str, set[int]] = defaultdict(set)
        self._by_login: dict[str, set[int]] = defaultdict(set)
        self._by_sis_id: dict[str, set[int]] = defaultdict(set)
        self._by_name: dict[str, set[int]] = defaultdict(set)
        column = {heading: index for index, heading in reversed(list(enumerate(header)))}
        for line, row in enumerate(table[first:], start=first):
            if not row:
                continue

            def cell(heading: str, row: list[str] = row) -> str:
                return row[column[heading]].strip() if heading in column else ""

            last, _, given = cell("Student").partition(",")
            last, given = cell("LastName") or last, cell("FirstName") or given
            if plain_name(last + given) == _TEST_STUDENT:
                continue
            _note(self._by_id, cell("ID"), line)
            _note(self._by_login, cell("SIS Login ID").casefold(), line)
            _note(self._by_sis_id, cell("SIS User ID").casefold(), line)
            for name in {plain_name(last + given), plain_name(given + last)}:
                _note(self._by_name, name, line)

    def match(
        self, rows: Sequence[StudentRow]
    ) -> tuple[dict[str, int], tuple[str, ...], tuple[str, ...]]:
        """Find each student's row.

        Returns:
            Student -> row; students without one; students who could be several, or share one.
        """
        lines = {row.student: self._lines(row) for row in rows}
        ordered = sorted(lines, key=lambda student: (student.casefold(), student))
        alone = {
            student: next(iter(lines[student])) for student in ordered if len(lines[student]) == 1
        }
        taken = Counter(alone.values())
        clear = {student: line for student, line in alone.items() if taken[line] == 1}
        missing = tuple(student for student in ordered if not lines[student])
        unclear = tuple(s for s in ordered if lines[s] and s not in clear)
        return clear, missing, unclear

    def _lines(self, row: StudentRow) -> set[int]:
        """Look under the surest key first; one that is found ends the search, clear or not."""
        key = row.student.casefold()
        name = plain_name(row.student)
        last, _, given = row.student.partition(",")
        keys = (
            (self._by_id, row.id or ""),
            (self._by_login, (row.email or "").casefold()),
            (self._by_login, key),
            (self._by_sis_id, key),
            (self._by_name, name),
            (self._by_name, plain_name(given + last)),
        )
        return next((index[key] for index, key in keys if key and key in index), set())


def _note(index: dict[str, set[int]], key: str, line: int) -> None:
    if key:
        index[key].add(line)


def plain_name(name: str) -> str:
    """Reduce a name to letters and digits: "Müller, Zoë" and "mullerzoe" are one."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in decomposed if c.isalnum())
