from collections.abc import Callable
from pathlib import Path

import pytest

from grader.hand_ins.canvas_download import read_canvas_download
from grader.hand_ins.disk_tree import disk_entry
from grader.hand_ins.hand_in import ClassList, HandIn

Tree = Callable[..., Path]
ZipBytes = Callable[..., bytes]


def listed(folder: Path) -> ClassList | None:
    root = disk_entry(folder)
    return read_canvas_download(root, root.children())


def by_student(folder: Path) -> dict[str, HandIn]:
    found = listed(folder)
    assert found is not None
    assert found.layout == "Canvas download"
    return {hand_in.student: hand_in for hand_in in found.hand_ins}


def names(hand_in: HandIn) -> list[str]:
    return [part.name for part in hand_in.parts]


def test_a_download_as_canvas_makes_it(tree: Tree, zip_bytes: ZipBytes) -> None:
    found = by_student(
        tree(
            {
                "doejane_12345_67890_hw4.ipynb": "",
                "núñezjosé_LATE_12346_67891_alice.py": "x",
                "smithbob_12347_67892_work.zip": zip_bytes({"2c.py": "c", "3g.py": "g"}),
                "smithbob_12347_67893_plot.png": "",
                "roerichard_late_12348_67894_my_hw_4_2.py": "x",
                "poeedgar_12349_text.html": "<p>",
                "leeann_12350_67895_hw.pdf": "",
            }
        )
    )
    assert {student: each.id for student, each in found.items()} == {
        "doejane": "12345",
        "núñezjosé": "12346",
        "smithbob": "12347",
        "roerichard": "12348",
        "poeedgar": "12349",
        "leeann": "12350",
    }
    late = [student for student, each in found.items() if "late" in each.notes]
    assert sorted(late) == ["núñezjosé", "roerichard"]
    assert names(found["roerichard"]) == ["my_hw_4_2.py"]
    files = found["smithbob"].read().files
    assert [file.name for file in files] == ["work.zip/2c.py", "work.zip/3g.py"]
    assert "typed into the site" in found["poeedgar"].notes[0]
    assert "no .py or .ipynb" in (found["poeedgar"].read().files[0].fault or "")
    assert "no .py or .ipynb" in (found["leeann"].read().files[0].fault or "")


def test_the_last_attempt_counts_and_earlier_ones_are_named(tree: Tree) -> None:
    found = by_student(
        tree(
            {
                "doejane_1_101_hw.py": "",
                "doejane_1_102_hw-1.py": "",
                "doejane_1_110_hw-10.py": "",
                "doejane_1_111_notes.py": "",
                "roe_2_103_hw-2.py": "",
            }
        )
    )
    assert sorted(names(found["doejane"])) == ["hw-10.py", "notes.py"]
    assert found["doejane"].notes == ("an earlier attempt was passed over: hw.py, hw-1.py",)
    assert names(found["roe"]) == ["hw-2.py"]
    assert found["roe"].notes == ()


def test_numbered_answers_are_no_attempts(tree: Tree) -> None:
    found = by_student(tree({f"doe_1_10{n}_problem-{n}.py": "" for n in (1, 2)}))
    assert names(found["doe"]) == ["problem-1.py", "problem-2.py"]
    assert found["doe"].notes == ()


def test_an_earlier_attempt_that_was_late_does_not_make_the_last_one_late(tree: Tree) -> None:
    found = by_student(tree({"doe_LATE_1_101_hw.py": "", "doe_1_102_hw-1.py": ""}))
    assert "late" not in found["doe"].notes


def test_two_of_one_name_get_their_numbers(tree: Tree) -> None:
    found = by_student(tree({"doe_1_101_a.py": "", "doe_2_102_a.py": "", "roe_3_103_a.py": ""}))
    assert sorted(found) == ["doe_1", "doe_2", "roe"]


def test_anonymous_downloads_keep_people_apart(tree: Tree) -> None:
    found = by_student(
        tree(
            {
                "anon_aB3xY_101_a.py": "",
                "LATE_anon_99999_102_a.py": "",
                "anon_12345_67890_a.py": "",
            }
        )
    )
    assert {each.id for each in found.values()} == {None}
    assert {student: each.notes for student, each in found.items()} == {
        "anon_12345": (),
        "anon_99999": ("late",),
        "anon_aB3xY": (),
    }


def test_a_file_called_like_another_students_stays_with_its_own(tree: Tree) -> None:
    found = by_student(tree({"eve_1_101_ada_2_102_hw.py": "", "bob_3_103_hw.py": ""}))
    assert sorted(found) == ["bob", "eve"]


def test_a_file_beside_them_is_a_student_with_a_note(tree: Tree) -> None:
    found = by_student(tree({"doe_1_101_a.py": "", "roe_2_102_a.py": "", "mailed.py": ""}))
    assert found["mailed"].notes == ("its name is not one that Canvas gives",)


@pytest.mark.parametrize(
    "files",
    [
        ["alice.py", "bob.py"],
        ["doe_1_101_a.py", "alice.py"],  # not most
        ["hw_4_2019_alice.py", "hw_4_2019_bob.py"],  # one attachment, two files
        ["alice_2024_1101_hw.py", "bob_2024_1102_hw.py"],  # one user, two people
        ["set_4_2_alice.py"],
    ],
)
def test_names_that_only_look_alike_are_no_canvas_download(tree: Tree, files: list[str]) -> None:
    assert listed(tree(dict.fromkeys(files, ""))) is None
