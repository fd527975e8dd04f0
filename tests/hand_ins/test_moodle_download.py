from collections.abc import Callable
from pathlib import Path

from grader.hand_ins.disk_tree import disk_entry
from grader.hand_ins.hand_in import ClassList, HandIn
from grader.hand_ins.moodle_download import read_moodle_download

Tree = Callable[..., Path]


def listed(folder: Path) -> ClassList | None:
    root = disk_entry(folder)
    return read_moodle_download(root, root.children())


def by_student(folder: Path) -> dict[str, HandIn]:
    found = listed(folder)
    assert found is not None
    assert found.layout == "Moodle download"
    return {hand_in.student: hand_in for hand_in in found.hand_ins}


def test_a_folder_per_student(tree: Tree) -> None:
    found = by_student(
        tree(
            {
                "Ada Lovelace_4711_assignsubmission_file_/hw4.py": "a",
                "Ada Lovelace_4711_assignsubmission_file_/extra/3g.py": "b",
                "José Núñez_4712_assignsubmission_file/hw.py": "c",
                "Participant_4713_assignsubmission_file_/hw.py": "d",
            }
        )
    )
    assert {student: each.id for student, each in found.items()} == {
        "Ada Lovelace": "4711",
        "José Núñez": "4712",
        "Participant": "4713",
    }
    assert [file.name for file in found["Ada Lovelace"].read().files] == ["extra/3g.py", "hw4.py"]


def test_flat_files_and_what_was_typed_are_of_one_student(tree: Tree) -> None:
    found = by_student(
        tree(
            {
                "Ada Lovelace_4711_assignsubmission_file_2c.py": "a",
                "Ada Lovelace_4711_assignsubmission_file_3g.py": "b",
                "Ada Lovelace_4711_assignsubmission_onlinetext_onlinetext.html": "c",
                "Bob_4712_assignsubmission_onlinetext_/onlinetext.html": "d",
                "Cy_4713_assignsubmission_file_hw.pdf": "e",
            }
        )
    )
    assert [file.name for file in found["Ada Lovelace"].read().files] == ["2c.py", "3g.py"]
    assert "only onlinetext.html" in (found["Bob"].read().files[0].fault or "")
    assert "only " in (found["Cy"].read().files[0].fault or "")


def test_two_of_one_name_get_their_numbers(tree: Tree) -> None:
    found = by_student(tree({f"Participant_{n}_assignsubmission_file_/hw.py": "" for n in (1, 2)}))
    assert sorted(found) == ["Participant_1", "Participant_2"]


def test_a_file_called_like_another_students_stays_with_its_own(tree: Tree) -> None:
    found = by_student(tree({"Eve_1_assignsubmission_file_Ada_2_assignsubmission_file_hw.py": ""}))
    assert list(found) == ["Eve"]


def test_a_file_beside_them_is_a_student_with_a_note(tree: Tree) -> None:
    found = by_student(tree({"Ada_1_assignsubmission_file_/a.py": "", "late_bob.py": ""}))
    assert found["late_bob"].notes == ("its name is not one that Moodle gives",)


def test_another_folder_is_no_moodle_download(tree: Tree) -> None:
    assert listed(tree({"alice.py": "", "doe_12345_67890_hw.py": ""})) is None
