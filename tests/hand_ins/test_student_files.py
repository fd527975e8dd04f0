import json
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.hand_ins.disk_tree import disk_entry
from grader.hand_ins.student_files import MAX_DEPTH, MAX_FILES, Part, read_parts
from grader.submissions import MAX_SCRIPT_BYTES, SourceFile

Tree = Callable[..., Path]
ZipBytes = Callable[..., bytes]

NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            {
                "cell_type": "code",
                "id": "a",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": "model_2c = 1",
            }
        ],
    }
)


def read(path: Path) -> tuple[SourceFile, ...]:
    return read_parts([Part(disk_entry(path))])[0]


def faults(path: Path) -> dict[str, str]:
    return {file.name: file.fault for file in read(path) if file.fault is not None}


def test_all_scripts_and_notebooks_are_found_and_sorted_by_path(tree: Tree) -> None:
    folder = tree({"hw/3g.ipynb": NOTEBOOK, "2C.PY": "c", "hw/2d.py": "d", "plot.png": "x"})
    files = read(folder)
    assert [file.name for file in files] == ["2C.PY", "hw/2d.py", "hw/3g.ipynb"]
    assert (files[0].source, files[1].source) == (b"c", b"d")
    assert b"model_2c = 1" in files[2].source
    assert files[2].cells


def test_a_students_zip_reads_like_a_folder(tree: Tree, zip_bytes: ZipBytes) -> None:
    folder = tree({"alice.zip": zip_bytes({"hw/2c.py": "c", "3g.ipynb": NOTEBOOK})})
    assert [file.name for file in read(folder / "alice.zip")] == ["3g.ipynb", "hw/2c.py"]


def test_a_zip_in_a_students_folder_is_opened(tree: Tree, zip_bytes: ZipBytes) -> None:
    folder = tree({"hw.zip": zip_bytes({"2c.py": "c"}), "2d.py": "d"})
    assert [file.name for file in read(folder)] == ["2d.py", "hw.zip/2c.py"]


def test_a_single_file_has_no_name_of_its_own(tree: Tree) -> None:
    (file,) = read(tree({"alice.py": "c"}) / "alice.py")
    assert file == SourceFile(b"c")


def test_what_systems_and_editors_leave_is_passed_over(tree: Tree) -> None:
    folder = tree(
        {
            "hw.py": "x",
            ".hidden.py": "x",
            "__MACOSX/._hw.py": "x",
            "__pycache__/hw.py": "x",
            ".ipynb_checkpoints/hw-checkpoint.ipynb": "x",
            "lib/site-packages/torch.py": "x",
            "venv/pyvenv.cfg": "x",
            "venv/bin/activate.py": "x",
        }
    )
    assert [file.name for file in read(folder)] == ["hw.py"]


@pytest.mark.parametrize("excess", [0, 1])
def test_number_of_files_is_capped_inclusively(tree: Tree, excess: int) -> None:
    folder = tree({f"{number:02}.py": "x" for number in range(MAX_FILES + excess)})
    files = read(folder)
    if excess:
        assert [file.fault for file in files] == ["21 .py and .ipynb files; at most 20 are read"]
    else:
        assert len(files) == MAX_FILES


def test_folders_too_deep_are_not_looked_into_and_the_reader_is_told(tree: Tree) -> None:
    folder = tree({"a/" * MAX_DEPTH + "x.py": "x", "b/" * (MAX_DEPTH + 1) + "y.py": "y"})
    files, notes = read_parts([Part(disk_entry(folder))])
    assert [file.source for file in files] == [b"x"]
    assert notes == ("folders more than 8 deep were not looked into",)


def test_a_zips_folders_too_deep_are_told_too(tree: Tree, zip_bytes: ZipBytes) -> None:
    folder = tree({"a.zip": zip_bytes({"b/" * 500 + "y.py": "y", "x.py": "x"})})
    files, notes = read_parts([Part(disk_entry(folder / "a.zip"))])
    assert [file.source for file in files] == [b"x"]
    assert notes == ("folders more than 8 deep were not looked into",)


def test_a_hand_in_without_code_is_a_fault_that_names_what_is_there(tree: Tree) -> None:
    assert faults(tree({}, "empty")) == {"": "no .py or .ipynb file in it"}
    folder = tree({"hw.pdf": "x", "a.docx": "x", "b.docx": "x", "c.docx": "x", "sub/d.png": "x"})
    assert faults(folder) == {
        "": "no .py or .ipynb file in it, only a.docx, b.docx, c.docx and 2 more"
    }


def test_one_files_fault_leaves_the_others_alone(tree: Tree) -> None:
    folder = tree({"a.py": "x", "big.py": b"#" * (MAX_SCRIPT_BYTES + 1)})
    (folder / "link.py").symlink_to("a.py")
    assert faults(folder) == {
        "big.py": "the file is larger than 256 KiB, the limit",
        "link.py": "the file is a link; hand in the file itself",
    }
    assert [file.source for file in read(folder) if file.fault is None] == [b"x"]


def test_a_link_to_a_folder_is_not_followed(tree: Tree) -> None:
    folder = tree({"a.py": "x"})
    (folder / "everything").symlink_to("/")
    assert [file.name for file in read(folder)] == ["a.py"]


def test_a_broken_zip_is_the_students_fault(tree: Tree) -> None:
    folder = tree({"alice.zip": "not a zip"})
    assert faults(folder / "alice.zip") == {
        "": "the zip cannot be read: File is not a zip file",
    }
    assert list(faults(folder)) == ["alice.zip"]


def test_a_member_that_leaves_the_zip_is_a_fault_where_it_is_code(
    tree: Tree, zip_bytes: ZipBytes
) -> None:
    folder = tree({"a.zip": zip_bytes({"../../evil.py": "x", "../x.png": "x", "ok.py": "x"})})
    assert faults(folder / "a.zip") == {"../../evil.py": "the file's path leaves the zip"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_in_a_zip_is_neither(tree: Tree) -> None:
    import zipfile

    folder = tree({})
    with zipfile.ZipFile(folder / "a.zip", "w") as zip_file:
        zip_file.writestr("a.py", b"1")
        zip_file.writestr("a.py", b"2")
    files = read(folder / "a.zip")
    assert [file.fault for file in files] == ["stands twice in the zip"] * 2
    assert [file.source for file in files] == [b"", b""]


def test_a_cascade_of_zips_ends(tree: Tree, zip_bytes: ZipBytes) -> None:
    inmost = zip_bytes({"x.py": "x"})
    folder = tree({"a.zip": zip_bytes({"b.zip": zip_bytes({"c.zip": inmost})})})
    assert faults(folder / "a.zip") == {"b.zip/c.zip": "a zip in a zip in a zip is not opened"}


def test_more_zips_than_anyone_hands_in_are_not_opened(tree: Tree, zip_bytes: ZipBytes) -> None:
    folder = tree({f"{number}.zip": zip_bytes({"x.py": "x"}) for number in range(6)})
    assert faults(folder) == {"": "more than 5 zips, the limit"}
    (folder / "0.zip").unlink()
    assert len(read(folder)) == 5


def test_the_problem_of_a_part_is_that_of_its_files(tree: Tree) -> None:
    folder = tree({"a.py": "x", "b.ipynb": NOTEBOOK})
    parts = [
        Part(disk_entry(folder / "a.py"), "a.py", "2C"),
        Part(disk_entry(folder / "b.ipynb"), "b.ipynb", "3G"),
    ]
    files, _ = read_parts(parts)
    assert [(file.name, file.problem) for file in files] == [("a.py", "2C"), ("b.ipynb", "3G")]


def test_a_file_that_was_named_is_a_script_whatever_it_is_called(tree: Tree) -> None:
    part = Part(disk_entry(tree({"alice.txt": "x"}) / "alice.txt"), is_code=True)
    assert read_parts([part])[0] == (SourceFile(b"x"),)


def test_all_that_a_student_hands_in_together_is_bounded(tree: Tree, zip_bytes: ZipBytes) -> None:
    half = zip_bytes(dict.fromkeys((f"{number}.png" for number in range(10_000)), ""))
    folder = tree({"a.zip": half, "b.zip": half, "hw.py": "x"})
    assert faults(folder) == {"": "more than 20,000 files and folders, the limit"}
    (folder / "b.zip").unlink()
    assert faults(folder) == {}
