"""The folder that students share, by turns, is empty each time, or the box is given up."""

import subprocess
from pathlib import Path

import pytest

from grader.inside_container import work_folder
from grader.inside_container.work_folder import WorkFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "grades").write_text("10")
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def test_everything_goes_and_nothing_outside(folder: Path) -> None:
    work = WorkFolder(str(folder))
    assert work.empty()
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "notes\n").write_text("x")
    (folder / "a").chmod(0)
    (folder / "link").symlink_to("../outside")
    (folder / "file-link").symlink_to("../outside/grades")
    (folder / "hard").hardlink_to(folder.parent / "outside" / "grades")
    assert work.empty()
    assert list(folder.iterdir()) == []
    assert (folder.parent / "outside" / "grades").read_text() == "10"


def test_what_was_there_from_the_start_is_gone_before_the_first(folder: Path) -> None:
    (folder / "torch's cache").write_text("x")
    assert WorkFolder(str(folder)).empty()
    assert list(folder.iterdir()) == []


def test_more_files_than_are_worth_the_time_make_the_box_unclean(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_folder, "MAX_FILES", 10)
    work = WorkFolder(str(folder))
    for number in range(10):
        (folder / str(number)).touch()
    assert work.empty()
    for number in range(11):
        (folder / str(number)).touch()
    assert not work.empty()


def test_folders_too_deep_to_be_taken_apart_make_the_box_unclean(folder: Path) -> None:
    work = WorkFolder(str(folder))
    assert work.empty()
    here = folder
    for _ in range(1200):
        here = here / "d"
        here.mkdir()
    try:
        assert not work.empty()
    finally:  # pytest's own remover goes no deeper than ours
        subprocess.run(["rm", "-rf", str(folder / "d")], check=True)
