from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

import pytest

from grader.errors import UsageError
from grader.hand_ins.pattern import read_with_pattern
from grader.hand_ins.roster import Roster, collect
from grader.hand_ins.tree import Entry, Kind

Tree = Callable[..., Path]
Zipped = Callable[..., Path]
ZipBytes = Callable[..., bytes]

WITH_PROBLEM = r"(?P<student>[^/]+)/(?P<problem>\w\w)\.py$"


def files(roster: Roster) -> dict[str, list[tuple[str | None, bytes]]]:
    return {
        each.student: [(file.problem, file.source) for file in each.read().files]
        for each in roster.hand_ins
    }


def test_one_students_files_are_its_problems(tree: Tree) -> None:
    folder = tree({"alice/2c.py": "a2c", "alice/2d.py": "a2d", "bob/2c.py": "b2c"})
    assert files(collect([folder], WITH_PROBLEM)) == {
        "alice": [("2c", b"a2c"), ("2d", b"a2d")],
        "bob": [("2c", b"b2c")],
    }


def test_it_is_searched_in_the_path_from_the_classs_folder(tree: Tree) -> None:
    folder = tree({"hw4/section 1/alice_v2.py": "x"})
    roster = collect([folder], r"^hw4/.*/(?P<student>[a-z]+)_")
    assert [hand_in.student for hand_in in roster.hand_ins] == ["alice"]
    assert roster.layout == "by the pattern"


def test_it_looks_into_zips_the_classs_and_the_students(
    tree: Tree, zipped: Zipped, zip_bytes: ZipBytes
) -> None:
    class_zip = zipped({"x/alice.zip": zip_bytes({"hw/2c.py": "a"}), "x/bob/2c.py": "b"})
    roster = collect([class_zip], r"^x/(?P<student>\w+)(\.zip|/).*(?P<problem>2c)")
    assert files(roster) == {"alice": [("2c", b"a")], "bob": [("2c", b"b")]}


def test_files_given_by_name_are_matched_too(tree: Tree) -> None:
    folder = tree({"hw4-alice.py": "a", "hw4-bob.py": "b"})
    roster = collect(sorted(folder.iterdir()), r"hw4-(?P<student>\w+)")
    assert [hand_in.student for hand_in in roster.hand_ins] == ["alice", "bob"]


def test_it_goes_before_a_course_sites_names(tree: Tree) -> None:
    folder = tree({"doe_12345_67890_hw_ann.py": "", "doe_12346_67891_hw_bo.py": ""})
    roster = collect([folder], r"hw_(?P<student>\w+)")
    assert [hand_in.student for hand_in in roster.hand_ins] == ["ann", "bo"]


def test_a_broken_zip_that_it_fits_is_its_students_fault(tree: Tree) -> None:
    folder = tree({"alice.zip": "broken", "bob.zip": "broken", "cy.py": "x"})
    roster = collect([folder], r"(?P<student>alice|cy)")
    assert [hand_in.student for hand_in in roster.hand_ins] == ["alice", "cy"]
    assert "cannot be read" in (roster.hand_ins[0].read().files[0].fault or "")
    assert roster.passed_over == (f"{folder}/bob.zip: neither .py nor .ipynb",)


def test_what_it_does_not_fit_is_told(tree: Tree) -> None:
    folder = tree({"alice.py": "", "X.py": "", "notes.txt": "", "README": "", ".x.py": ""})
    (folder / "bob.py").symlink_to("alice.py")
    roster = collect([folder], r"^(?P<student>[a-z]+)\.py")
    assert [hand_in.student for hand_in in roster.hand_ins] == ["alice", "bob"]
    assert roster.passed_over == (
        f"{folder}/X.py: the pattern does not fit its path",
        f"{folder}/notes.txt: neither .py nor .ipynb",
    )


@pytest.mark.parametrize(
    ("pattern", "claim"),
    [
        (r"(?P<student>[a-z]+)_", r"alice: .*alice_1\.py and .*alice_2\.py"),
        (r"(?P<student>[a-z]+)_(?P<problem>\d)?x?", None),
        (r"(?P<student>[a-z]+)_\d()(?P<problem>)\.", r"alice: .*alice_1\.py and .*alice_2\.py"),
    ],
)
def test_two_files_for_one_place_are_an_error_that_lists_both(
    tree: Tree, pattern: str, claim: str | None
) -> None:
    folder = tree({"alice_1.py": "", "alice_2.py": "", "bob_1.py": ""})
    if claim is None:
        assert len(collect([folder], pattern).hand_ins) == 2
        return
    with pytest.raises(UsageError, match=claim):
        collect([folder], pattern)


def test_the_same_problem_twice_is_an_error_whatever_its_case(tree: Tree) -> None:
    folder = tree({"Alice/2c.py": "", "old/alice/2C.py": ""})
    with pytest.raises(UsageError, match=r"lice, problem 2\w: .*2c\.py and .*2C\.py"):
        collect([folder], WITH_PROBLEM)


def test_all_clashes_are_listed_up_to_twenty(tree: Tree) -> None:
    folder = tree({f"{side}/{n:02}.py": "" for n in range(23) for side in "ab"})
    with pytest.raises(UsageError) as caught:
        collect([folder], r"(?P<student>\d+)")
    assert str(caught.value).count(" and /") == 20
    assert str(caught.value).endswith("and 3 more")


def test_a_pattern_that_fits_nothing_names_two_paths(tree: Tree) -> None:
    folder = tree({"a/1.py": "", "b/2.py": "", "c/3.py": "", "x.txt": ""})
    with pytest.raises(UsageError, match=r"fits no path; .*'a/1\.py' and 'b/2\.py'$"):
        collect([folder], r"(?P<student>nobody)")


def test_a_folder_without_code_is_an_error(tree: Tree) -> None:
    with pytest.raises(UsageError, match=r"no \.py or \.ipynb file"):
        collect([tree({"x.txt": ""})], r"(?P<student>x)")


def test_a_pattern_that_is_none_is_an_error(tree: Tree) -> None:
    with pytest.raises(UsageError, match="the pattern has no group `student`"):
        collect([tree({"x.py": ""})], r"(\w+)")


def test_a_name_never_leaves_the_output_folder(tree: Tree) -> None:
    roster = collect([tree({"a/b/c.py": ""})], r"(?P<student>.+)\.py")
    assert [hand_in.student for hand_in in roster.hand_ins] == ["a_b_c"]


def test_what_systems_and_editors_leave_is_passed_over(tree: Tree) -> None:
    folder = tree(
        {
            "ann/hw.py": "",
            "ann/env/pyvenv.cfg": "",
            "ann/env/bin/hw.py": "",
            "ann/.ipynb_checkpoints/hw.py": "",
        }
    )
    roster = collect([folder], r"(?P<student>\w+)/.*hw\.py")
    assert len(roster.hand_ins[0].read().files) == 1


class HallOfMirrors:
    """A folder that holds itself, many times over."""

    name = shown = "hall"
    kind: Kind = "folder"
    zips = 0

    def children(self) -> list[Entry]:
        return [self] * 1_000

    def open(self) -> AbstractContextManager[IO[bytes]]:
        raise AssertionError("a folder is not opened")

    def read(self, limit: int) -> bytes:
        raise AssertionError("a folder is not read")


def test_the_search_of_a_tree_without_end_ends() -> None:
    with pytest.raises(UsageError, match="pattern"):
        read_with_pattern([HallOfMirrors()], [], r"(?P<student>x)")


def test_one_hand_in_of_too_many_files_does_not_hold_up_the_others(
    tree: Tree, zip_bytes: ZipBytes
) -> None:
    crowd = zip_bytes({f"{n}.txt": "" for n in range(9_000)})
    folder = tree({"alice/2c.py": "a", **{f"mal/{n}.zip": crowd for n in range(3)}})
    assert set(files(collect([folder], WITH_PROBLEM))) == {"alice"}
