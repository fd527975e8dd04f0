"""The program as people start it, each call a process of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.choose import CHOICES

MODEL = """
from torch import nn
model_a = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
"""
RUBRIC = """
id = "tiny"
title = "Tiny"
dataset = "digits"

[training]
epochs = 1
student_sets = ["epochs", "optimizer"]
max_epochs = 1000

[[problem]]
id = "A"
points = 10
network = { allowed_layers = ["Flatten", "Linear"], max_hidden_units = 20 }
score = { bands = [{ at_least = 0.1, points = 10 }] }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a rubric, and a submission that keeps its rules."""
    (tmp_path / "tiny.toml").write_text(RUBRIC)
    (tmp_path / "alice.py").write_text(MODEL)
    return tmp_path


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "grader", *arguments]


def grade(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=known | {"COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


LOCAL = ("-r", "tiny.toml", "--sandbox", "process")
"""Options with which any machine can grade; the process sandbox starts fastest."""


class TestGrading:
    def test_json_is_one_document_alone_on_stdout_beside_the_results_files(
        self, folder: Path
    ) -> None:
        (folder / "-bob.py").write_text(MODEL.replace("64", "63"))
        done = grade(folder, *LOCAL, "--json", "-o", "out", "--", "alice.py", "-bob.py")
        assert done.returncode == 0, done.stderr
        document = json.loads(done.stdout)
        alice, bob = document["submissions"]
        assert (alice["student"], alice["status"], alice["points"]) == ("alice", "graded", 10.0)
        assert (bob["student"], bob["points"]) == ("bob", 0.0)
        assert "the process sandbox is for your own files" in done.stderr
        results = json.loads((folder / "out/alice/results.json").read_text())
        assert results["score"] == 10.0
        written = sorted(path.name for path in (folder / "out").iterdir())
        assert written == ["alice", "bob", "grader.sqlite"]

    def test_what_was_trained_before_is_not_trained_again_unless_forced(self, folder: Path) -> None:
        assert grade(folder, *LOCAL, "alice.py").returncode == 0
        again = grade(folder, *LOCAL, "alice.py")
        assert "Epoch" not in again.stderr
        assert "1 training was known from before" in again.stderr
        assert "10 / 10" in again.stdout
        forced = grade(folder, *LOCAL, "--force", "alice.py")
        assert "Epoch 1/1" in forced.stderr

    def test_an_interrupt_ends_with_130_and_leaves_a_valid_file(self, folder: Path) -> None:
        (folder / "alice.py").write_text(MODEL + "epochs_a = 1000\n")
        running = subprocess.Popen(
            command(*LOCAL, "alice.py"),
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert running.stderr is not None
        with running:
            for line in running.stderr:
                if "Epoch 1/1000" in line:
                    break
            running.send_signal(signal.SIGINT)
            out, errors = running.communicate(timeout=120)
        assert running.returncode == 130
        assert "interrupted" in errors
        assert out == ""
        results = json.loads((folder / "results/alice/results.json").read_text())
        assert results["extra_data"]["status"] == "in_progress"


class TestCheck:
    def test_rules_that_hold_exit_0_without_points_or_files(self, folder: Path) -> None:
        done = grade(folder, "check", *LOCAL, "alice.py", "--json")
        assert done.returncode == 0, done.stderr
        (alice,) = json.loads(done.stdout)["submissions"]
        assert (alice["status"], alice["points"]) == ("checked", None)
        assert not (folder / "results").exists()

    @pytest.mark.parametrize("how", ["--pick", "--picks"])
    def test_a_network_can_be_picked_also_from_a_classs_file(self, folder: Path, how: str) -> None:
        (folder / "classs.toml").write_text("[alice]\nA = 3\n[bob]\nA = 9\n")
        (folder / "mine.toml").symlink_to("classs.toml")
        given = {"--pick": "a=3", "--picks": "mine.toml"}[how]
        done = grade(folder, "check", *LOCAL, how, given, "--problem", "A", "alice.py")
        assert done.returncode == 0, done.stderr

    def test_a_broken_rule_exits_1_with_number_and_limit(self, folder: Path) -> None:
        wide = "nn.Linear(64, 21), nn.Linear(21, 10))"
        (folder / "alice.py").write_text(MODEL.replace("nn.Linear(64, 10))", wide))
        done = grade(folder, "check", *LOCAL, "alice.py")
        assert done.returncode == 1
        assert "21 hidden units; at most 20" in done.stdout


class TestUsage:
    """What the caller got wrong: exit 2, a sentence on stderr, nothing on stdout, no traceback."""

    def refused(self, folder: Path, *arguments: str, **environment: str) -> str:
        done = grade(folder, *arguments, **environment)
        assert done.returncode == 2, done.stderr
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        return " ".join(done.stderr.split())

    def test_an_unknown_rubric_lists_the_bundled_ones(self, folder: Path) -> None:
        said = self.refused(folder, "-r", "cs165", "alice.py")
        assert "no rubric 'cs165'" in said
        assert "cs155-set4, digits" in said

    def test_a_broken_rubric_names_file_and_key(self, folder: Path) -> None:
        (folder / "tiny.toml").write_text(RUBRIC.replace("points = 10\n", "points = 11\n"))
        said = self.refused(folder, "-r", "tiny.toml", "alice.py")
        assert "tiny.toml: problem[A]: points = 11, but its parts give score 10" in said

    def test_an_unknown_problem_lists_those_there_are(self, folder: Path) -> None:
        said = self.refused(folder, "-r", "tiny.toml", "--problem", "Z", "alice.py")
        assert "no problem 'Z' in tiny.toml; it has A" in said

    def test_a_pick_that_is_no_place_is_named(self, folder: Path) -> None:
        said = self.refused(folder, "-r", "tiny.toml", "--pick", "A=model", "alice.py")
        assert "--pick A=model is no place in a file; write a line such as 41" in said
        said = self.refused(folder, "check", "-r", "tiny.toml", "--pick", "Z=4", "alice.py")
        assert "--pick Z=4 is for no problem of the rubric; it has A" in said

    def test_picks_for_several_go_into_a_file(self, folder: Path) -> None:
        (folder / "bob.py").write_text(MODEL)
        for paths in (("alice.py", "bob.py"), (".",)):
            said = self.refused(folder, "check", "-r", "tiny.toml", "--pick", "A=3", *paths)
            assert "write them into picks.toml in the class's folder" in said
            assert "[alice] 2C = 41" in said
        (folder / "picks.toml").write_text("[alice]\nA = 3\n")
        both = ("--pick", "A=3", "--picks", "picks.toml")
        assert "give one" in self.refused(folder, "check", "-r", "tiny.toml", *both, "alice.py")

    def test_one_student_twice_names_both_files(self, folder: Path) -> None:
        (folder / "again").mkdir()
        (folder / "again/alice.py").write_text(MODEL)
        said = self.refused(folder, "-r", "tiny.toml", "alice.py", "again/alice.py")
        assert "alice.py and again/alice.py are both of the student 'alice'" in said

    def test_a_missing_file_is_named(self, folder: Path) -> None:
        assert "gone.py: no such file" in self.refused(folder, "-r", "tiny.toml", "gone.py")

    def test_a_name_that_steers_terminals_is_defused(self, folder: Path) -> None:
        (folder / "\x1b[2Jx").mkdir()
        assert "\x1b" not in self.refused(folder, "-r", "tiny.toml", "\x1b[2Jx")

    def test_a_folder_for_results_that_cannot_be_made_is_named(self, folder: Path) -> None:
        said = self.refused(folder, *LOCAL, "-o", "alice.py", "alice.py")
        assert "alice.py cannot be written" in said

    def test_missing_data_says_where_it_was_looked_for_and_what_to_do(self, folder: Path) -> None:
        images = RUBRIC.replace('"digits"', '{ image_folder = "photos" }')
        (folder / "tiny.toml").write_text(images)
        said = self.refused(folder, *LOCAL, "--data", "mine", "alice.py")
        assert str(folder / "mine/photos") in said
        assert "train/<class>/" in said
        said = self.refused(folder, "check", *LOCAL, "alice.py", GRADER_DATA=str(folder / "env"))
        assert str(folder / "env/photos") in said

    def test_data_that_cannot_be_downloaded_says_where_to_put_it_and_what_needs_none(
        self, folder: Path
    ) -> None:
        # Below a file no folder can be made, so nothing is downloaded wherever this runs.
        said = self.refused(folder, *LOCAL, "-r", "cs155-set4", "--data", "alice.py/x", "alice.py")
        assert "mnist is not in" in said
        assert "Put MNIST/raw/train-images-idx3-ubyte" in said
        assert "--rubric digits needs no download" in said

    @pytest.mark.parametrize(
        "arguments", [(), ("--no-such-option",), ("check",), ("-j", "0", "alice.py")]
    )
    def test_arguments_that_make_no_sense(self, folder: Path, arguments: tuple[str, ...]) -> None:
        assert "Usage: grade" in self.refused(folder, *arguments)


class TestRubricCommands:
    def test_show_lists_the_bundled_rubrics(self, folder: Path) -> None:
        done = grade(folder, "rubric", "show")
        assert done.returncode == 0
        assert [line.split()[0] for line in done.stdout.splitlines()] == ["cs155-set4", "digits"]

    def test_show_prints_a_rubric_as_it_is(self, folder: Path) -> None:
        (folder / "tiny.toml").write_text(RUBRIC.replace("Tiny", "Größe"), encoding="utf-8")
        done = grade(folder, "rubric", "show", "tiny.toml", PYTHONUTF8="1")
        assert done.stdout == RUBRIC.replace("Tiny", "Größe")

    def test_check_says_valid_or_what_is_wrong(self, folder: Path) -> None:
        done = grade(folder, "rubric", "check", "tiny.toml")
        assert (done.returncode, done.stdout) == (0, "tiny.toml: valid. 1 problems, 10 points\n")
        (folder / "tiny.toml").write_text(RUBRIC.replace("epochs = 1\n", "epochs = 0\n"))
        done = grade(folder, "rubric", "check", "tiny.toml")
        assert done.returncode == 2
        assert done.stderr.count("training.epochs") == 1

    def test_the_schema_is_json(self, folder: Path) -> None:
        schema: dict[str, Any] = json.loads(grade(folder, "rubric", "schema").stdout)
        assert schema["$schema"].startswith("https://json-schema.org/")


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version_exit_0(folder: Path, option: str) -> None:
    done = grade(folder, option)
    assert done.returncode == 0
    assert "grade" in done.stdout


def test_help_names_every_sandbox(folder: Path) -> None:
    said = grade(folder, "check", "--help").stdout
    assert all(choice in said for choice in CHOICES)
