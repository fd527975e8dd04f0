"""A class as people grade it, each call a process of its own."""

import csv
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

RUBRIC = """
id = "tiny"
title = "Tiny"
dataset = "digits"

[training]
epochs = 2
student_sets = ["epochs", "optimizer"]
max_epochs = 1000

[[problem]]
id = "A"
points = {points}
network = {{ allowed_layers = ["Flatten", "Linear", "ReLU"], max_hidden_units = 20 }}
score = {{ bands = [{{ at_least = 0.1, points = {points} }}] }}

[[problem]]
id = "B"
points = 5
network = {{ allowed_layers = ["Flatten", "Linear", "ReLU"], max_hidden_units = 40 }}
score = {{ bands = [{{ at_least = 0.1, points = 5 }}] }}
"""
MODEL = """
from torch import nn, optim
model_a = nn.Sequential(nn.Flatten(), nn.Linear(64, {a}), nn.ReLU(), nn.Linear({a}, 10))
model_b = nn.Sequential(nn.Flatten(), nn.Linear(64, {b}), nn.ReLU(), nn.Linear({b}, 10))
"""
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Homework"]},
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": MODEL.format(a=11, b=21),
        },
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 4,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rubric, and a class of every way to hand in a file."""
    (tmp_path / "tiny.toml").write_text(RUBRIC.format(points=10))
    class_ = tmp_path / "class"
    class_.mkdir()
    (class_ / "alice.py").write_text(MODEL.format(a=10, b=20))
    (class_ / "bob.ipynb").write_text(json.dumps(NOTEBOOK))
    (class_ / "carol").mkdir()
    (class_ / "carol" / "hw.py").write_text(MODEL.format(a=12, b=22))
    with zipfile.ZipFile(class_ / "dave.zip", "w") as packed:
        packed.writestr("dave/hw.py", MODEL.format(a=13, b=23))
    (class_ / "erin.py").write_text("this is no Python")
    (class_ / "<script>alert(1)<.py").write_text(MODEL.format(a=21, b=41))
    (class_ / "=1+1.py").write_text(MODEL.format(a=10, b=20))
    (class_ / "notes.txt").write_text("nobody's")
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


CLASS = ("-r", "tiny.toml", "--sandbox", "process", "-o", "out")
"""Options with which any machine can grade; the process sandbox starts fastest."""


def grade_book(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "out" / "final_grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def trainings(folder: Path) -> int:
    database = sqlite3.connect(folder / "out" / "grader.sqlite")
    ((count,),) = database.execute("SELECT COUNT(*) FROM kept WHERE kind = 'training'")
    database.close()
    return int(count)


def test_everybody_is_graded_once_with_files_to_read(folder: Path) -> None:
    done = grade(folder, *CLASS, "class")
    assert done.returncode == 0, done.stderr
    book = grade_book(folder)
    assert len(book) == 7
    graded = {name: row["points"] for name, row in book.items()}
    assert graded["alice"] == graded["bob"] == graded["carol"] == graded["dave"] == "15"
    assert graded["erin"] == "0"
    assert {row["status"] for row in book.values()} == {"graded"}
    # What a spreadsheet would compute is defused, and a tag is a name.
    assert graded["'=1+1"] == "15"
    assert graded["<script>alert(1)<"] == "0"
    page = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    for name in ("alice", "bob", "carol", "dave", "erin", "=1+1", "<script>alert(1)<"):
        document = json.loads((folder / "out" / name / "results.json").read_text())
        assert document["extra_data"]["student"] == name
    assert "7 of 7 graded" in done.stdout
    assert "passed over: class/notes.txt" in done.stderr.replace("notes.txt:", "notes.txt")
    # Alice and =1+1 have the same two networks; those of five students are trained.
    assert trainings(folder) == 8


def test_a_log_has_a_line_for_every_student_and_none_for_epochs(folder: Path) -> None:
    done = grade(folder, *CLASS, "class")
    lines = [line for line in done.stderr.splitlines() if line.startswith("[")]
    assert len(lines) == 7
    assert "Epoch" not in done.stderr
    assert "[7/7]" in lines[-1]


def test_one_json_document_holds_the_class(folder: Path) -> None:
    done = grade(folder, *CLASS, "--json", "class")
    students = [each["student"] for each in json.loads(done.stdout)["submissions"]]
    assert students == list(dict.fromkeys(students))
    assert len(students) == 7


def test_new_points_are_given_without_training(folder: Path) -> None:
    assert grade(folder, *CLASS, "class").returncode == 0
    before = trainings(folder)
    (folder / "tiny.toml").write_text(RUBRIC.format(points=20))
    again = grade(folder, *CLASS, "class")
    assert again.returncode == 0, again.stderr
    assert grade_book(folder)["alice"]["points"] == "25"
    assert trainings(folder) == before
    # Of the two who share their networks, one may wait for the other to look them up.
    assert re.search(r"(8|9|10) trainings were known from before", again.stderr)


def test_picks_in_the_classs_folder_are_read_and_no_stray_file(folder: Path) -> None:
    (folder / "class" / "picks.toml").write_text('[alice]\nA = 3\n["=1+1"]\nb = 4\n')
    done = grade(folder, "check", "-r", "tiny.toml", "--sandbox", "process", "class")
    assert "picks: class/picks.toml" in done.stderr
    assert "passed over: class/picks.toml" not in done.stderr
    assert "5 of 7 submissions keep all rules" in done.stdout


def answers(folder: Path) -> dict[str, Any]:
    """What every student's file says of the problems."""
    return {
        path.parent.name: json.loads(path.read_text())["extra_data"]["problems"]
        for path in (folder / "out").glob("*/results.json")
    }


def test_a_new_pick_changes_its_students_results_alone(folder: Path) -> None:
    assert grade(folder, *CLASS, "class").returncode == 0
    before, trained = answers(folder), trainings(folder)
    (folder / "class" / "picks.toml").write_text("[alice]\nA = 4\n")
    assert grade(folder, *CLASS, "class").returncode == 0
    after = answers(folder)
    assert [name for name in before if before[name] != after[name]] == ["alice"]
    assert after["alice"]["A"]["how"] == "picked"
    assert after["alice"]["A"]["network"]["hidden_units"] == 20
    assert after["alice"]["B"] == before["alice"]["B"]
    # The network on line 4 was trained already, for problem B.
    assert trainings(folder) == trained
    (folder / "class" / "picks.toml").unlink()
    assert grade(folder, *CLASS, "class").returncode == 0
    assert answers(folder) == before


@pytest.mark.parametrize("options", [(), ("--picks", "mine.toml")])
def test_picks_of_nobody_are_refused_before_anything_is_graded(
    folder: Path, options: tuple[str, ...]
) -> None:
    (folder / "class" / "picks.toml").write_text("[alicia]\nA = 3\n")
    (folder / "mine.toml").write_text("[bobby]\nA = 3\n")
    done = grade(folder, *CLASS, *options, "class")
    assert done.returncode == 2
    said = " ".join(done.stderr.split())
    expected = "mine.toml: [bobby]" if options else "class/picks.toml: [alicia]"
    assert (
        f"{expected}: no such student in the class; is it {'bob' if options else 'alice'}?" in said
    )
    assert not (folder / "out").exists()


def test_a_check_of_a_class_names_who_breaks_what(folder: Path) -> None:
    done = grade(folder, "check", "-r", "tiny.toml", "--sandbox", "process", "class")
    assert done.returncode == 1
    lines = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert lines["alice"].split()[1] == "fits"
    assert "A: submission; B: submission" in lines["erin"]
    assert "A: hidden-units; B: hidden-units" in lines["<script>alert(1)<"]
    assert "5 of 7 submissions keep all rules" in done.stdout
    assert not (folder / "out").exists()


def test_two_files_of_one_student_are_refused_by_name(folder: Path) -> None:
    (folder / "class" / "Alice.ipynb").write_text(json.dumps(NOTEBOOK))
    done = grade(folder, *CLASS, "class")
    assert done.returncode == 2
    assert "class/alice.py" in done.stderr
    assert "class/Alice.ipynb" in done.stderr
    assert not (folder / "out").exists()


def test_a_class_is_not_graded_in_a_plain_process_unless_that_is_named(folder: Path) -> None:
    nowhere = {"PATH": "/nonexistent", "DOCKER_HOST": "unix:///nonexistent"}
    done = grade(folder, "-r", "tiny.toml", "-o", "out", "class", **nowhere)
    assert done.returncode == 1
    assert "name the plain process: --sandbox process" in " ".join(done.stderr.split())
    assert not (folder / "out" / "alice").exists()
    checked = grade(folder, "check", "-r", "tiny.toml", "class", **nowhere)
    assert checked.returncode == 1
    assert "A class is graded in docker or bubblewrap" in " ".join(checked.stderr.split())


def test_canvas_gets_its_points_in_a_copy(folder: Path) -> None:
    exported = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Tiny (77)\n"
        "    Points Possible,,,,,15\n"
        '"Doe, Alice",1,a1,alice,S1,\n'
        '"Roe, Bob",2,b2,bob,S1,3\n'
    )
    (folder / "canvas.csv").write_text(exported)
    done = grade(folder, *CLASS, "--canvas", "canvas.csv", "class")
    assert done.returncode == 0, done.stderr
    assert (folder / "canvas.csv").read_text() == exported
    filled = (folder / "out" / "canvas_grades.csv").read_text()
    assert '"Doe, Alice",1,a1,alice,S1,15' in filled
    assert "2 points in the column 'Tiny (77)'" in done.stdout.replace("grades", "points")


def test_a_grade_book_that_is_none_is_refused_before_anything_is_graded(folder: Path) -> None:
    (folder / "canvas.csv").write_text("no,grade,book\n")
    done = grade(folder, *CLASS, "--canvas", "canvas.csv", "class")
    assert done.returncode == 2
    assert "canvas.csv" in done.stderr
    assert not (folder / "out" / "alice").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--canvas", "out/canvas_grades.csv", "class"), "is where the filled copy goes"),
        (("-o", "class", "class"), "class is the class's own folder"),
        (("a" * 300 + ".py",), "File name too long"),
        (("--canvas", "tiny.toml", "class/alice.py"), "--canvas fills in the grades of a class"),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_graded(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = grade(folder, *CLASS, *arguments)
    assert done.returncode == 2, done.stderr
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not list(folder.rglob("results.json"))


def test_a_terminal_that_lacks_a_letter_does_not_end_the_class(folder: Path) -> None:
    (folder / "class" / "Zoë.py").write_text(MODEL.format(a=10, b=20))
    done = grade(folder, *CLASS, "-v", "class", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert grade_book(folder)["Zoë"]["points"] == "15"


def test_two_runs_do_not_write_into_the_same_folder(folder: Path) -> None:
    (folder / "class" / "slow.py").write_text(MODEL.format(a=9, b=9) + "epochs_a = 1000\n")
    running = start(folder)
    try:
        wait_for(lambda: (folder / "out" / "grader.sqlite").exists())
        done = grade(folder, *CLASS, "class")
        assert done.returncode == 2
        assert "another grade is writing its results into out" in done.stderr
    finally:
        running.kill()
        running.communicate()


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*CLASS, *arguments, "class"),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(happened: Any, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class TestInterrupted:
    def test_it_says_what_is_done_and_the_same_command_goes_on(self, folder: Path) -> None:
        slow = folder / "class" / "slow.py"
        slow.write_text(MODEL.format(a=9, b=9) + "epochs_a = 1000\n")
        running = start(folder)
        assert running.stderr is not None
        with running:
            for line in running.stderr:
                if line.startswith("[7/8]"):  # all but the slow one
                    break
            running.send_signal(signal.SIGINT)
            out, errors = running.communicate(timeout=120)
        assert running.returncode == 130
        assert "7 of 8 students are graded" in errors
        assert "grade -r tiny.toml --sandbox process -o out class" in errors
        assert "Traceback" not in errors
        assert "slow" in out
        book = grade_book(folder)
        assert len(book) == 8
        assert book["slow"]["status"] == "not graded"
        assert book["slow"]["points"] == ""
        assert "interrupted" in book["slow"]["reason"]
        before = trainings(folder)
        assert before >= 8
        slow.write_text(MODEL.format(a=9, b=9))
        assert grade(folder, *CLASS, "class").returncode == 0
        assert grade_book(folder)["slow"]["points"] == "15"
        assert trainings(folder) <= before + 2


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_to_the_same_grade_book(folder: Path) -> None:
    """SIGKILL at random moments, again and again: nothing that was finished is done twice."""
    (folder / "class" / "longer.py").write_text(MODEL.format(a=8, b=18) + "epochs_a = 60\n")
    undisturbed = grade(folder, *CLASS, "class")
    assert undisturbed.returncode == 0, undisturbed.stderr
    expected = (folder / "out" / "final_grades.csv").read_bytes()
    whole = trainings(folder)
    (folder / "out").rename(folder / "undisturbed")

    moments = random.Random(4)
    finished, killed = 0, 0
    for _ in range(25):
        running = start(folder)
        try:
            running.communicate(timeout=moments.uniform(0.2, 2.5))
            break  # it came to its end
        except subprocess.TimeoutExpired:
            os.kill(running.pid, signal.SIGKILL)
            running.communicate()
            killed += 1
        if (folder / "out" / "grader.sqlite").exists():
            kept = trainings(folder)
            assert kept >= finished  # what was finished is never lost
            finished = kept
        for path in (folder / "out").glob("*/results.json"):
            json.loads(path.read_text())  # whole, always
    assert killed >= 3
    last = grade(folder, *CLASS, "class")
    assert last.returncode == 0, last.stderr
    assert (folder / "out" / "final_grades.csv").read_bytes() == expected
    assert trainings(folder) == whole
