import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.hand_ins.disk_tree import disk_entry
from grader.hand_ins.tree import Unreadable

Tree = Callable[..., Path]


def test_a_folder_lists_by_name_and_says_what_each_is(tree: Tree) -> None:
    folder = tree({"b.py": "x", "a/c.py": "x"})
    (folder / "link.py").symlink_to("b.py")
    os.mkfifo(folder / "pipe.py")
    found = disk_entry(folder).children()
    assert [(each.name, each.kind) for each in found] == [
        ("a", "folder"),
        ("b.py", "file"),
        ("link.py", "unreadable"),
        ("pipe.py", "unreadable"),
    ]


@pytest.mark.parametrize("name", ["link.py", "pipe.py"])
def test_links_and_pipes_are_not_opened(tree: Tree, name: str) -> None:
    folder = tree({"b.py": "x"})
    (folder / "link.py").symlink_to("b.py")
    os.mkfifo(folder / "pipe.py")
    with pytest.raises(Unreadable, match=r"is a link; hand in|is no regular file"):
        disk_entry(folder / name).read(10)


def test_what_became_a_link_after_it_was_listed_is_not_followed(tree: Tree) -> None:
    folder = tree({"a.py": "mine", "secret": "x"})
    entry = disk_entry(folder / "a.py")
    (folder / "a.py").unlink()
    (folder / "a.py").symlink_to("secret")
    with pytest.raises(OSError, match="symbolic link"):
        entry.read(10)


def test_what_became_a_pipe_after_it_was_listed_is_not_waited_for(tree: Tree) -> None:
    folder = tree({"a.py": "mine"})
    entry = disk_entry(folder / "a.py")
    (folder / "a.py").unlink()
    os.mkfifo(folder / "a.py")
    with pytest.raises(Unreadable, match="no regular file"):
        entry.read(10)


@pytest.mark.parametrize("excess", [-1, 0, 1])
def test_size_limit_is_inclusive(tree: Tree, excess: int) -> None:
    entry = disk_entry(tree({"a.py": b"#" * (2048 + excess)}) / "a.py")
    if excess > 0:
        with pytest.raises(Unreadable, match="larger than 2 KiB"):
            entry.read(2048)
    else:
        assert len(entry.read(2048)) == 2048 + excess


def test_a_folder_of_too_many_files_is_refused(tree: Tree) -> None:
    folder = tree({})
    for number in range(20_001):
        (folder / str(number)).touch()
    with pytest.raises(Unreadable, match="more than 20,000 files"):
        disk_entry(folder).children()
    (folder / "0").unlink()
    assert len(disk_entry(folder).children()) == 20_000


def test_a_path_for_people_has_nothing_that_steers_a_terminal(tree: Tree) -> None:
    folder = tree({"a\x1b[31m\n.py": "x"})
    (entry,) = disk_entry(folder).children()
    assert entry.shown.isprintable()
