"""What did one student of a class hand in, and where does it lie?"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from grader.errors import GraderError
from grader.hand_ins.student_files import Part, read_parts
from grader.submissions import MAX_NAME_BYTES, Submission, student_name

MAX_SUFFIX_BYTES = 60


class HandInUnreadable(GraderError):
    """A hand-in that is not there or that the disk doesn't give; no fault of the student's."""


@dataclass(frozen=True)
class HandIn:
    """A student and where the files are. They are read when asked for: a class has a thousand."""

    student: str
    """Fit for a folder's name."""
    place: str
    """For people: where it lies."""
    parts: tuple[Part, ...] = ()
    id: str | None = None
    """The student's number at the course site, where that gives one."""
    email: str | None = None
    notes: tuple[str, ...] = ()
    """What a reader should know of how it arrived: "late", an earlier attempt passed over."""
    missing: str | None = None
    """Why there is nothing to read, where that is nobody's fault in class."""

    def read(self) -> Submission:
        """Read the files; from any thread. What is the student's fault becomes a file's fault.

        Raises:
            HandInUnreadable: it is not there, or the disk doesn't give it.
        """
        if self.missing is not None:
            raise HandInUnreadable(self.missing)
        try:
            files, notes = read_parts(self.parts)
        except OSError as error:
            raise HandInUnreadable(f"{self.place}: {error.strerror or error}") from None
        return Submission(
            self.student, files, (*self.notes, *dict.fromkeys(notes)), self.id, self.email
        )


@dataclass(frozen=True)
class ClassList:
    """The hand-ins of a folder or a zip."""

    layout: str
    """For people: how it was read."""
    hand_ins: tuple[HandIn, ...]
    passed_over: tuple[str, ...] = ()
    """What is nobody's code, in words."""


def same_student(name: str) -> str:
    """Give what two names have in common when they are the same on some disk or other."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def tell_apart(people: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Call every (name, id) by the name alone, unless people of several ids share it."""
    people = list(people)
    ids: dict[str, set[str]] = defaultdict(set)
    for name, id_ in people:
        ids[same_student(student_name(name))].add(id_)
    return {
        (name, id_): with_suffix(name, id_)
        if len(ids[same_student(student_name(name))]) > 1
        else student_name(name)
        for name, id_ in people
    }


def with_suffix(name: str, suffix: str) -> str:
    """Put something behind a name that keeps it apart from others, however long it is."""
    end = f"_{student_name(suffix)}".encode()[:MAX_SUFFIX_BYTES].decode(errors="ignore")
    room = MAX_NAME_BYTES - len(end.encode())
    return student_name(student_name(name).encode()[:room].decode(errors="ignore") + end)
