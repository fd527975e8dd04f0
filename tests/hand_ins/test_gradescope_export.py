from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.hand_ins.disk_tree import disk_entry
from grader.hand_ins.gradescope_export import read_gradescope_export
from grader.hand_ins.hand_in import ClassList, HandIn, HandInUnreadable

Tree = Callable[..., Path]
ZipBytes = Callable[..., bytes]

METADATA = """\
---
submission_101:
  :created_at: 2026-11-20 21:14:03.482913000 -08:00
  :score: 10.0
  :status: processed
  :submitters:
  - :name: Ada Lovelace
    :sid: '0012'
    :email: ada@example.edu
  :history:
  - :id: 99
    :submitters:
    - :name: Not Ada
      :sid: '1'
    :results:
      output: "* {not: yaml}\\n"
submission_102:
  :submitters:
  - :name: Bob Roe
    :sid: '13'
    :email: bob@example.edu
  - :name: Cy Poe
    :sid:
    :email: cy@example.edu
submission_103:
  :submitters:
  - :name: Jane Doe
    :sid: '14'
submission_104:
  :submitters:
  - :name: jane doe
    :sid: '15'
submission_105:
  :submitters:
  - :name: Gone
    :sid: '16'
submission_106:
  :submitters: []
"""


def listed(folder: Path) -> ClassList | None:
    root = disk_entry(folder)
    return read_gradescope_export(root, root.children())


def by_student(folder: Path) -> dict[str, HandIn]:
    found = listed(folder)
    assert found is not None
    assert found.layout == "Gradescope export"
    return {hand_in.student: hand_in for hand_in in found.hand_ins}


@pytest.fixture
def export(tree: Tree) -> Path:
    numbers = (101, 102, 103, 104, 106, 107)
    files = {f"submission_{number}/hw.py": f"{number}" for number in numbers}
    return tree({"submission_metadata.yml": METADATA, **files})


def test_every_submitter_is_a_student(export: Path) -> None:
    found = by_student(export)
    assert sorted(found) == [
        "Ada Lovelace",
        "Bob Roe",
        "Cy Poe",
        "Gone",
        "Jane Doe_14",
        "jane doe_15",
        "submission_106",
        "submission_107",
    ]
    ada = found["Ada Lovelace"].read()
    assert (ada.id, ada.email, ada.notes) == ("0012", "ada@example.edu", ())
    assert [(file.name, file.source) for file in ada.files] == [("hw.py", b"101")]


def test_a_groups_files_are_every_members(export: Path) -> None:
    found = by_student(export)
    bob, cy = found["Bob Roe"].read(), found["Cy Poe"].read()
    assert bob.files == cy.files
    assert bob.notes == ("handed in together with Cy Poe",)
    assert cy.notes == ("handed in together with Bob Roe",)
    assert (cy.id, cy.email) == (None, "cy@example.edu")


def test_a_folder_that_is_not_there_is_nobodys_fault(export: Path) -> None:
    with pytest.raises(HandInUnreadable, match="the export has no folder submission_105"):
        by_student(export)["Gone"].read()


def test_a_folder_that_nobody_is_named_for_is_still_in_the_class(export: Path) -> None:
    found = by_student(export)
    assert found["submission_106"].notes == ("submission_metadata.yml names nobody for it",)
    assert found["submission_107"].notes == ("submission_metadata.yml does not say whose it is",)
    assert [file.source for file in found["submission_107"].read().files] == [b"107"]


def test_people_of_one_name_without_numbers_are_told_apart_by_submission(tree: Tree) -> None:
    people = "".join(f"submission_{n}:\n  :submitters:\n  - :name: Jane\n" for n in (1, 2))
    found = by_student(tree({"submission_metadata.yml": people}))
    assert sorted(found) == ["Jane_1", "Jane_2"]


def test_a_submission_may_be_a_zip_or_a_single_file(tree: Tree, zip_bytes: ZipBytes) -> None:
    people = "1:\n  :submitters:\n  - :name: A\n2:\n  :submitters:\n  - :name: B\n"
    found = by_student(
        tree(
            {
                "submission_metadata.yml": people,
                "1.zip": zip_bytes({"hw.py": "one"}),
                "2.ipynb": "{}",
            }
        )
    )
    assert [file.source for file in found["A"].read().files] == [b"one"]
    assert len(found["B"].read().files) == 1


def test_a_name_never_leaves_the_output_folder(tree: Tree) -> None:
    people = 's_1:\n  :submitters:\n  - :name: "../../etc/\\x1b[31mpasswd"\n'
    (student,) = by_student(tree({"submission_metadata.yml": people}))
    assert "/" not in student
    assert student.isprintable()


def test_a_link_for_metadata_is_not_followed(tree: Tree) -> None:
    folder = tree({"real.yml": "s_1: {}\n"})
    (folder / "submission_metadata.yml").symlink_to("real.yml")
    with pytest.raises(UsageError, match=r"submission_metadata\.yml: the file is a link"):
        listed(folder)


def test_another_folder_is_no_gradescope_export(tree: Tree) -> None:
    assert listed(tree({"submission_1/hw.py": ""})) is None


def test_an_address_tells_people_apart_who_have_no_number(tree: Tree) -> None:
    people = "".join(
        f"submission_{n}:\n  :submitters:\n  - :name: Jane\n    :email: {n}@example.edu\n"
        for n in (1, 2)
    )
    found = by_student(tree({"submission_metadata.yml": people}))
    assert sorted(found) == ["Jane_1@example.edu", "Jane_2@example.edu"]
