import os
from collections.abc import Callable
from pathlib import Path

from grader.hand_ins.disk_tree import disk_entry
from grader.hand_ins.hand_in import ClassList
from grader.hand_ins.plain import read_plain
from grader.store import STORE_NAME

Tree = Callable[..., Path]


def listed(folder: Path) -> ClassList:
    return read_plain(disk_entry(folder).children())


def test_every_script_notebook_zip_and_folder_is_a_student(tree: Tree) -> None:
    folder = tree({"alice.py": "", "bob.ipynb": "", "cy.zip": "", "dan/2c.py": "", "eve.PY": ""})
    (folder / "fay").mkdir()
    found = listed(folder)
    students = [hand_in.student for hand_in in found.hand_ins]
    assert students == ["alice", "bob", "cy", "dan", "eve", "fay"]
    assert found.passed_over == ()


def test_a_folder_keeps_what_looks_like_a_suffix(tree: Tree) -> None:
    found = listed(tree({"doe.j/2c.py": ""}))
    assert [hand_in.student for hand_in in found.hand_ins] == ["doe.j"]


def test_readmes_and_system_files_are_silently_passed_over_and_others_are_told(tree: Tree) -> None:
    folder = tree({"README.pdf": "", ".DS_Store": "", "carol.docx": "", "venv/pyvenv.cfg": ""})
    found = listed(folder)
    assert found.hand_ins == ()
    assert found.passed_over == (f"{folder}/carol.docx: neither .py, .ipynb, .zip nor a folder",)


def test_results_of_an_earlier_run_are_no_student(tree: Tree) -> None:
    folder = tree({f"results/{STORE_NAME}": "", "results/alice/results.json": "{}", "alice.py": ""})
    assert [hand_in.student for hand_in in listed(folder).hand_ins] == ["alice"]


def test_a_student_is_not_gone_for_what_lies_in_the_folder(tree: Tree) -> None:
    folder = tree(
        {
            "alice/grader.sqlite": "",
            "bob/pyvenv.cfg": "",
            "bob/hw.py": "",
            "cy/pyvenv.cfg": "",
            "cy/homework/hw.py": "",
            "venv/pyvenv.cfg": "",
            "venv/bin/activate_this.py": "",
        }
    )
    found = {hand_in.student: hand_in.read().files for hand_in in listed(folder).hand_ins}
    assert list(found) == ["alice", "bob", "cy"]
    assert [file.name for file in found["cy"]] == ["homework/hw.py"]


def test_a_link_is_its_students_fault_whatever_it_leads_to(tree: Tree) -> None:
    folder = tree({"alice.py": ""})
    (folder / "bob.py").symlink_to("alice.py")
    (folder / "cy").symlink_to("/")
    os.mkfifo(folder / "dan.ipynb")
    found = listed(folder)
    faults = [hand_in.read().files[0].fault for hand_in in found.hand_ins]
    assert faults == [
        None,
        "the file is a link; hand in the file itself",
        "the file is a link; hand in the file itself",
        "the file is no regular file",
    ]


def test_a_student_who_hands_in_an_environment_stays_in_the_class(tree: Tree) -> None:
    folder = tree(
        {
            "alice/pyvenv.cfg": "",
            "alice/lib/model.py": "",
            "venv/pyvenv.cfg": "",
            "venv/lib/x.py": "",
        }
    )
    assert [hand_in.student for hand_in in listed(folder).hand_ins] == ["alice"]


def test_a_folder_that_is_a_link_is_a_students_with_a_fault(tree: Tree) -> None:
    folder = tree({"bob.py": ""})
    (folder / "carol").symlink_to("/etc")
    _, carol = listed(folder).hand_ins
    assert carol.student == "carol"
    (file,) = carol.read().files
    assert file.source == b""
    assert "link" in str(file.fault)
