import json
import os
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.notebooks import MAX_NOTEBOOK_BYTES
from grader.submissions import (
    MAX_NAME_BYTES,
    MAX_SCRIPT_BYTES,
    SourceFile,
    read_script,
    read_submission,
    student_name,
    with_modules,
)


def test_a_file_is_read_as_bytes_and_named_after_its_student(tmp_path: Path) -> None:
    file = tmp_path / "alice.py"
    file.write_bytes(b"\xff\x00 = 1")
    submission = read_submission(file)
    assert (submission.student, submission.files[0].source) == ("alice", b"\xff\x00 = 1")
    assert submission.files[0].fault is None


@pytest.mark.parametrize("excess", [-1, 0, 1])
def test_size_limit_is_inclusive(tmp_path: Path, excess: int) -> None:
    file = tmp_path / "alice.py"
    file.write_bytes(b"#" * (MAX_SCRIPT_BYTES + excess))
    submission = read_script(file)
    assert (submission.fault is not None) == (excess > 0)
    if submission.fault is not None:
        assert "larger than 256 KiB" in submission.fault
        assert submission.source == b""


def test_a_link_is_not_followed_and_is_the_students_fault(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    link = tmp_path / "alice.py"
    link.symlink_to(secret)
    submission = read_script(link)
    assert submission.source == b""
    assert submission.fault is not None
    assert "link" in submission.fault


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "alice.py"
    os.mkfifo(pipe)
    assert read_script(pipe).fault == "the file is no regular file"


def test_a_missing_file_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.py: no such file"):
        read_submission(tmp_path / "gone.py")


def test_a_folder_is_the_callers_mistake_and_the_message_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is a folder; name one file, such as .*/alice\.py"):
        read_submission(tmp_path)


def test_an_unreadable_parent_is_the_callers_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="Not a directory"):
        read_submission(tmp_path / "file" / "alice.py")


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("alice.py", "alice"),
        ("yue_yisong_set4_prob2.ipynb", "yue_yisong_set4_prob2"),
        ("José Núñez.py", "José Núñez"),
        ("..py", "unnamed"),
        ("...", "unnamed"),
        ("-rf.py", "rf"),
        (".-. .hidden.py", "hidden"),
        (" .py", "unnamed"),
        ("a\nb\x1b[31m.py", "a b\ufffd[31m"),
        ("a\udcff.py", "a?"),
    ],
)
def test_names_are_safe_for_folders_and_terminals(name: str, student: str) -> None:
    assert student_name(Path(name).stem) == student


class TestNotebooks:
    def test_one_is_read_as_the_script_that_its_cells_are(self, tmp_path: Path) -> None:
        cell = {"cell_type": "code", "metadata": {}, "source": "x = 1\n%time x"}
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
        path = tmp_path / "alice.IPYNB"
        path.write_text(json.dumps(notebook))
        submission = read_submission(path)
        (file,) = submission.files
        assert (submission.student, file.source, len(file.cells)) == ("alice", b"x = 1\nx\n", 1)

    def test_one_that_cannot_be_read_is_the_students_fault(self, tmp_path: Path) -> None:
        path = tmp_path / "alice.ipynb"
        path.write_text("import torch")
        (file,) = read_submission(path).files
        assert file.fault is not None
        assert file.fault.startswith("the notebook is not valid: it is no JSON")

    def test_links_and_sizes_are_looked_at_before_anything_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
        with (tmp_path / "large.ipynb").open("wb") as large:
            large.truncate(MAX_NOTEBOOK_BYTES + 1)
        faults = [
            read_submission(tmp_path / f"{n}.ipynb").files[0].fault for n in ("link", "large")
        ]
        assert faults == [
            "the file is a link; hand in the file itself",
            "the file is larger than 20 MiB, the limit",
        ]

    def test_a_missing_one_is_the_callers_mistake(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no such file"):
            read_submission(tmp_path / "gone.ipynb")


@pytest.mark.parametrize("letter", ["x", "é", "\x01", "😀"])
def test_the_longest_name_still_names_a_folder(tmp_path: Path, letter: str) -> None:
    student = student_name(letter * 250)
    assert len(student.encode()) <= MAX_NAME_BYTES
    (tmp_path / student).mkdir()


def test_a_name_never_leaves_the_output_folder(tmp_path: Path) -> None:
    for name in ("..", "../..", "/", "../../etc/passwd", "a/../../b.py"):
        student = student_name(Path(name).stem)
        assert (tmp_path / student).resolve().parent == tmp_path.resolve()


class TestModulesBeside:
    def names(self, *files: SourceFile) -> list[list[str]]:
        return [[name for name, _ in file.modules] for file in with_modules(files)]

    def test_a_file_gets_the_scripts_that_it_speaks_of(self) -> None:
        files = (
            SourceFile(b"from helpers import fit", name="main.py"),
            SourceFile(b"import data_sets as d", name="src/helpers.py"),
            SourceFile(b"x = 1", name="data_sets.py"),
            SourceFile(b"import helpers", name="other.py"),
        )
        found = self.names(*files)
        assert found == [["helpers", "data_sets"], ["data_sets"], [], ["helpers", "data_sets"]]

    def test_no_file_is_its_own_module(self) -> None:
        assert self.names(SourceFile(b"helpers = 1", name="helpers.py")) == [[]]

    def test_a_name_that_cannot_be_imported_is_none(self) -> None:
        files = [SourceFile(b"", name=name) for name in ("2c.py", "my-net.py", "notes.txt")]
        assert self.names(SourceFile(b"2c my net notes", name="main.py"), *files)[0] == []

    @pytest.mark.parametrize(("excess", "expected"), [(0, ["a", "b"]), (1, ["a"])])
    def test_together_they_are_no_larger_than_one_file_may_be(
        self, excess: int, expected: list[str]
    ) -> None:
        half = MAX_SCRIPT_BYTES // 2
        files = (
            SourceFile(b"import a, b", name="main.py"),
            SourceFile(b"#" * half, name="a.py"),
            SourceFile(b"#" * (half + excess), name="b.py"),
        )
        assert self.names(*files)[0] == expected
