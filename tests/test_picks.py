from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.picks import (
    MAX_PICKS_BYTES,
    NO_PICKS,
    PICKS_NAME,
    Pick,
    find_picks,
    parse_pick,
    picks_of_one,
    read_picks,
)
from grader.submissions import Cell, SourceFile

SCRIPT = SourceFile(b"import torch\nnet = 1\nmodel = 2\n", "net.py")
NOTEBOOK = SourceFile(
    b"a\nb\nc\nd\ne\nf",
    "part/hw2.ipynb",
    cells=(
        Cell(number=1, first_line=1),
        Cell(number=3, first_line=3),
        Cell(number=4, first_line=5),
    ),
)


@pytest.fixture
def rubric(build: Any) -> Any:
    return build.rubric({"id": "2C"}, {"id": "3g"})


class TestParsing:
    @pytest.mark.parametrize(
        ("text", "pick"),
        [
            ("41", Pick(None, None, 41, "41")),
            ("5:3", Pick(None, 5, 3, "5:3")),
            (" 5:3 ", Pick(None, 5, 3, " 5:3 ")),
            ("net.py:41", Pick("net.py", None, 41, "net.py:41")),
            ("hw2.ipynb:5", Pick("hw2.ipynb", 5, None, "hw2.ipynb:5")),
            ("hw2.IPYNB:5:3", Pick("hw2.IPYNB", 5, 3, "hw2.IPYNB:5:3")),
            ("a:b/my hw.py:4", Pick("a:b/my hw.py", None, 4, "a:b/my hw.py:4")),
        ],
    )
    def test_lines_cells_and_files(self, text: str, pick: Pick) -> None:
        assert parse_pick(text) == pick

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "write a line such as 41"),
            ("model", "write a line such as 41"),
            ("-3", "write a line such as 41"),
            ("٤", "write a line such as 41"),
            ("1234567", "write a line such as 41"),
            ("5:3:1", "write a line such as 41"),
            ("net.txt:3", "write a line such as 41"),
            ("0", "counted from 1"),
            ("5:0", "counted from 1"),
            ("net.py:5:3", "a cell of a script"),
        ],
    )
    def test_anything_else_is_refused_with_what_would_do(self, text: str, why: str) -> None:
        with pytest.raises(ValueError, match=why):
            parse_pick(text)


class TestLines:
    @pytest.mark.parametrize(
        ("pick", "lines"),
        [
            ("2", [2]),
            ("4", [4]),
            ("5", []),
            ("net.py:3", [3]),
            ("NET.py:3", [3]),
            ("other.py:3", []),
            ("t.py:3", []),
            ("2:1", []),
        ],
    )
    def test_of_a_script(self, pick: str, lines: list[int]) -> None:
        assert list(parse_pick(pick).lines_in(SCRIPT)) == lines

    @pytest.mark.parametrize(
        ("pick", "lines"),
        [
            ("1", [1, 2]),
            ("2", []),
            ("3", [3, 4]),
            ("4", [5, 6]),
            ("3:1", [3]),
            ("3:2", [4]),
            ("3:3", []),  # is the next cell's
            ("4:3", []),
            ("hw2.ipynb:3:2", [4]),
            ("part/hw2.ipynb:3:2", [4]),
            ("w2.ipynb:3:2", []),
            ("other/hw2.ipynb:3", []),
        ],
    )
    def test_of_a_notebook_count_within_the_cell(self, pick: str, lines: list[int]) -> None:
        assert list(parse_pick(pick).lines_in(NOTEBOOK)) == lines

    def test_the_only_file_of_a_submission_needs_no_name(self) -> None:
        assert list(parse_pick("alice.py:2").lines_in(SourceFile(SCRIPT.source))) == [2]


class TestOptions:
    def test_each_is_for_one_problem_of_the_one_student(self, rubric: Any) -> None:
        picks = picks_of_one(["2c=41", "3G=5:3"], rubric, "Alice")
        assert {problem: pick.text for problem, pick in picks.of("Alice").items()} == {
            "2C": "41",
            "3g": "5:3",
        }
        assert picks.of("bob") == {}

    def test_none_is_no_picks(self, rubric: Any) -> None:
        assert picks_of_one([], rubric, "alice") is NO_PICKS

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            (["41"], "--pick 41 has no problem"),
            (["2X=41"], "--pick 2X=41 is for no problem of the rubric; it has 2C, 3g"),
            (["2C=model"], "--pick 2C=model is no place in a file"),
            (["2C=41", "2c=42"], "--pick 2c=42 is the second for 2C"),
        ],
    )
    def test_what_makes_no_sense_is_named(self, rubric: Any, given: list[str], why: str) -> None:
        with pytest.raises(UsageError, match=why):
            picks_of_one(given, rubric, "alice")


class TestFile:
    def write(self, folder: Path, text: str | bytes) -> Path:
        path = folder / PICKS_NAME
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def refusal(self, path: Path, rubric: Any, students: Any = ("alice", "Jane Doe_14")) -> str:
        with pytest.raises(UsageError) as refused:
            read_picks(path, rubric, students)
        return str(refused.value)

    def test_a_table_for_each_student(self, tmp_path: Path, rubric: Any) -> None:
        text = '[alice]\n2C = 41\n3G = "5:3"\n\n["jane doe_14"]\n3g = "conv.py:12"\n'
        path = self.write(tmp_path, text)
        picks = read_picks(path, rubric, ["alice", "Jane Doe_14", "carol"])
        assert picks.of("alice") == {"2C": parse_pick("41"), "3g": parse_pick("5:3")}
        assert picks.of("Jane Doe_14") == {"3g": parse_pick("conv.py:12")}
        assert picks.of("carol") == {}
        assert picks.path == path

    def test_an_empty_file_settles_nothing(self, tmp_path: Path, rubric: Any) -> None:
        assert read_picks(self.write(tmp_path, "# none yet\n"), rubric, ["alice"]).of("alice") == {}

    def test_every_mistake_is_named_with_its_key(self, tmp_path: Path, rubric: Any) -> None:
        text = (
            'bob = 41\n[alicia]\n2C = 41\n[alice]\n2X = 41\n2C = "model"\n3g = true\n'
            '[Alice]\n2C = 1\n["Jane Doe_14"]\n3g = 5.3\n2C = [41]\n2c = 42\n'
        )
        said = self.refusal(self.write(tmp_path, text), rubric, ["alice", "Jane Doe_14", "bob"])
        for piece in (
            "bob: is no table",
            "[alicia]: no such student in the class; is it alice?",
            "alice.2X = 41 is for no problem of the rubric; it has 2C, 3g",
            "alice.2C = model is no place in a file",
            "alice.3g = True is no place in a file",
            "[Alice]: stands twice",
            "Jane Doe_14.3g = 5.3 is no place in a file",
            "Jane Doe_14.2C is no place in a file",
        ):
            assert f"\n  {piece}" in said
        assert said.startswith(str(tmp_path / PICKS_NAME))

    def test_a_problem_twice_is_refused(self, tmp_path: Path, rubric: Any) -> None:
        said = self.refusal(self.write(tmp_path, "[alice]\n2C = 1\n2c = 2\n"), rubric)
        assert said.endswith("alice.2c = 2 is the second for 2C")

    def test_of_a_part_of_the_class_nobody_is_unknown(self, tmp_path: Path, rubric: Any) -> None:
        picks = read_picks(self.write(tmp_path, "[zoe]\n2C = 41\n"), rubric, None)
        assert picks.of("zoe")["2C"].line == 41

    def test_many_mistakes_are_counted(self, tmp_path: Path, rubric: Any) -> None:
        text = "".join(f"[s{n}]\n2C = 1\n" for n in range(25))
        said = self.refusal(self.write(tmp_path, text), rubric)
        assert said.count("no such student") == 20
        assert said.endswith("and 5 more")

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("[alice\n", "not TOML"),
            ("[alice]\n2C = 1\n2C = 2\n", "not TOML"),
            (b"\xff\xfe", "not TOML"),
            ("x = " + "[\n" * 100_000, "not TOML"),
            (b"#" * (MAX_PICKS_BYTES + 1), "larger than 1 MiB"),
        ],
    )
    def test_what_is_no_such_file_is_named(
        self, tmp_path: Path, rubric: Any, text: str | bytes, why: str
    ) -> None:
        said = self.refusal(self.write(tmp_path, text), rubric)
        assert said.startswith(f"{tmp_path / PICKS_NAME}: {why}")

    def test_a_link_a_folder_and_nothing_are_refused(self, tmp_path: Path, rubric: Any) -> None:
        assert "No such file" in self.refusal(tmp_path / "gone.toml", rubric)
        (tmp_path / "real.toml").write_text("")
        (tmp_path / PICKS_NAME).symlink_to("real.toml")
        assert "is a link" in self.refusal(tmp_path / PICKS_NAME, rubric)
        (tmp_path / "folder").mkdir()
        assert str(tmp_path / "folder") in self.refusal(tmp_path / "folder", rubric)

    def test_terminal_escapes_in_it_are_defused(self, tmp_path: Path, rubric: Any) -> None:
        text = '["a\\u001b[2J"]\n2C = 1\n[alice]\n2C = "\\u001b[2J"\n'
        assert "\x1b" not in self.refusal(self.write(tmp_path, text), rubric)


class TestFinding:
    def test_it_lies_directly_in_the_class(self, tmp_path: Path) -> None:
        (tmp_path / "alice").mkdir()
        (tmp_path / "alice" / PICKS_NAME).write_text("")
        assert find_picks([tmp_path]) is None
        (tmp_path / PICKS_NAME).write_text("")
        assert find_picks([tmp_path]) == tmp_path / PICKS_NAME

    def test_a_link_that_leads_nowhere_is_found_to_be_refused(self, tmp_path: Path) -> None:
        (tmp_path / PICKS_NAME).symlink_to("nowhere")
        assert find_picks([tmp_path]) == tmp_path / PICKS_NAME

    def test_of_two_one_has_to_be_named(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            (tmp_path / name / PICKS_NAME).write_text("")
        with pytest.raises(UsageError, match="--picks"):
            find_picks([tmp_path / "a", tmp_path / "b"])
