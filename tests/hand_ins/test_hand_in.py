import errno
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.hand_ins.disk_tree import disk_entry
from grader.hand_ins.hand_in import (
    HandIn,
    HandInUnreadable,
    same_student,
    tell_apart,
    with_suffix,
)
from grader.hand_ins.plain import read_plain
from grader.hand_ins.student_files import Part
from grader.hand_ins.tree import Entry, Kind
from grader.submissions import MAX_NAME_BYTES, student_name

Tree = Callable[..., Path]


def test_a_hand_in_is_read_with_all_that_is_known_of_it(tree: Tree) -> None:
    part = Part(disk_entry(tree({"a.py": "x"})))
    hand_in = HandIn("alice", "class/alice", (part,), "123", "a@b.edu", ("late",))
    submission = hand_in.read()
    assert (submission.student, submission.id, submission.email) == ("alice", "123", "a@b.edu")
    assert submission.notes == ("late",)
    assert [file.name for file in submission.files] == ["a.py"]


def test_what_the_disk_does_not_give_is_not_the_students_fault(tree: Tree) -> None:
    folder = tree({"a.py": "x"})
    hand_in = HandIn("alice", "class/a.py", (Part(disk_entry(folder / "a.py")),))
    (folder / "a.py").unlink()
    with pytest.raises(HandInUnreadable, match=r"class/a\.py: No such file") as caught:
        hand_in.read()
    assert caught.value.exit_code == 1
    assert not isinstance(caught.value, UsageError)


class LockedFolder:
    """A folder that the disk refuses to list."""

    name = shown = "alice"
    kind: Kind = "folder"
    zips = 0

    def children(self) -> list[Entry]:
        raise PermissionError(errno.EACCES, "Permission denied")

    def open(self) -> AbstractContextManager[IO[bytes]]:
        raise AssertionError("a folder is not opened")

    def read(self, limit: int) -> bytes:
        raise AssertionError("a folder is not read")


def test_a_folder_without_permissions_is_still_a_student_and_not_their_fault() -> None:
    (hand_in,) = read_plain([LockedFolder()]).hand_ins
    assert hand_in.student == "alice"
    with pytest.raises(HandInUnreadable, match=r"^alice: Permission denied$"):
        hand_in.read()


def test_what_an_export_lacks_is_not_the_students_fault() -> None:
    with pytest.raises(HandInUnreadable, match="no folder submission_1"):
        HandIn("alice", "", missing="the export has no folder submission_1").read()


@pytest.mark.parametrize(
    ("one", "other"), [("Alice", "aLICE"), ("José", "Jose\u0301"), ("STRASSE", "straße")]
)
def test_names_are_the_same_where_some_disk_takes_them_for_the_same(one: str, other: str) -> None:
    assert same_student(one) == same_student(other)


def test_only_people_who_share_a_name_get_a_number_behind_it() -> None:
    names = tell_apart([("Doe", "1"), ("doe", "2"), ("Roe", "3"), ("Roe", "3")])
    assert names == {("Doe", "1"): "Doe_1", ("doe", "2"): "doe_2", ("Roe", "3"): "Roe"}


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_suffix_keeps_a_name_fit_for_a_folder(name: str, suffix: str) -> None:
    name = with_suffix(name, suffix)
    assert student_name(name) == name
    assert len(name.encode()) <= MAX_NAME_BYTES


def test_a_suffix_outlives_the_longest_name() -> None:
    assert with_suffix("x" * 300, "123").endswith("x_123")
