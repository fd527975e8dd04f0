from pathlib import Path

import pytest

from grader.whole_file import whole_file


def test_nothing_has_the_name_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a" / "page.html"
    with whole_file(path) as file:
        file.write("größe\n")
        assert not path.exists()
    assert path.read_bytes() == "größe\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_failure_leaves_the_old_file_and_no_part(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")

    def break_off() -> None:
        with whole_file(path) as file:
            file.write("new")
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        break_off()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_line_ends_can_be_left_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    with whole_file(path, newline="") as file:
        file.write("a\r\nb\n")
    assert path.read_bytes() == b"a\r\nb\n"


def test_a_name_of_any_length_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    with whole_file(path) as file:
        file.write("here")
    assert path.read_text() == "here"
