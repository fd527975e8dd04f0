import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.errors import RubricError, UsageError
from grader.rubric import Rubric
from grader.rubric_file import (
    DEFAULT_RUBRIC,
    MAX_RUBRIC_BYTES,
    bundled_rubrics,
    find_rubric,
    read_rubric,
)

VALID = """
id = "small"
dataset = "digits"

[training]
epochs = 5

[[problem]]
id = "A"
points = 10
network = { allowed_layers = ["Flatten", "Linear"] }
score = { bands = [{ at_least = 0.9, points = 10 }] }

[[problem]]
id = "B"
points = 4
network = { allowed_layers = ["Flatten", "Linear", "Dropout"] }
training = { epochs = 3 }
score = { bands = [{ at_least = 0.9, points = 4 }] }
"""

SUBMISSIONS = r"""
[submissions]
pattern = '(?P<student>\w+)_(?P<problem>\w+)'

"""


def mistakes(tmp_path: Path, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    """Change a valid rubric, and read off what is said to be wrong with it."""
    text = VALID
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "rubric.toml"
    file.write_text(text)
    with pytest.raises(RubricError) as wrong:
        read_rubric(file)
    assert str(file) in str(wrong.value)
    return wrong.value.problems


@pytest.mark.parametrize("name", sorted(bundled_rubrics()))
def test_bundled_rubrics_are_valid_and_bear_their_files_name(name: str) -> None:
    rubric = read_rubric(find_rubric(name)).rubric
    assert rubric.id == name
    assert rubric.title


@pytest.mark.parametrize("name", sorted(bundled_rubrics()))
def test_bundled_rubrics_keep_the_published_schema(name: str) -> None:
    table = tomllib.loads(find_rubric(name).read_text())
    jsonschema.Draft202012Validator(Rubric.model_json_schema()).validate(table)


def test_the_default_rubric_is_bundled() -> None:
    assert DEFAULT_RUBRIC in bundled_rubrics()


def test_a_name_that_is_no_rubric_lists_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"'cs165': neither a file nor one of.*cs155-set4, digits"):
        find_rubric("cs165")


def test_the_checksum_is_of_the_file_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "rubric.toml"
    file.write_text(VALID)
    assert read_rubric(file).sha256 == hashlib.sha256(VALID.encode()).hexdigest()


def test_an_unknown_key_names_the_one_that_was_meant_and_all_that_are_allowed(
    tmp_path: Path,
) -> None:
    ((key, message),) = mistakes(tmp_path, ("points = 4\n", "points = 4\nnetwrk = 1\n"))
    assert key == "problem[B].netwrk"
    assert "did you mean 'network'?" in message
    assert "claims, extra_credit, id, names, network" in message


@pytest.mark.parametrize(
    ("change", "key", "piece"),
    [
        (("epochs = 5", "epochs = 0"), "training.epochs", "greater than or equal to 1 (found 0)"),
        (("epochs = 5", "epochs = 5.0"), "training.epochs", "a whole number (found 5.0)"),
        (("epochs = 5", "epocs = 5"), "training.epocs", "did you mean 'epochs'?"),
        (("epochs = 5", 'optimizer = "Adam"'), "training.optimizer", "a table (found 'Adam')"),
        (("epochs = 5", "optimizer = {name='Adam', lr=nan}"), "training.optimizer", "lr = nan"),
        (("epochs = 5", "seeds = [0, -1]"), "training.seeds[2]", "greater than or equal to 0"),
        (("epochs = 5", "standardize = {mean=0.1}"), "training.standardize.std", "is missing"),
        (("epochs = 5", "standardize = {mean='x', std=1}"), "training.standardize.mean", "number"),
        (
            ("epochs = 5", "epochs = 60\nstudent_sets = ['epochs']"),
            "training",
            "epochs = 60 is above max_epochs = 50",
        ),
    ],
)
def test_a_mistake_in_the_common_training_is_reported_once_as_its_own(
    tmp_path: Path, change: tuple[str, str], key: str, piece: str
) -> None:
    ((found, message),) = mistakes(tmp_path, change)
    assert found == key
    assert piece in message


@pytest.mark.parametrize(
    ("change", "key", "piece"),
    [
        (("epochs = 3", "epochs = 0"), "problem[B].training.epochs", "found 0"),
        (("epochs = 3", "epoch = 3"), "problem[B].training.epoch", "did you mean 'epochs'?"),
        (("points = 4\n", ""), "problem[B].points", "is missing"),
        (("points = 4\n", "points = 5\n"), "problem[B]", "parts give score 4"),
        (('"Dropout"', '"Droput"'), "problem[B].network.allowed_layers", "did you mean Dropout"),
        (("bands = [{ at_least = 0.9, points = 4 }]", "bands = []"), "problem[B].score.bands",
         "list should have at least 1"),
        (("at_least = 0.9, points = 4", "at_least = nan, points = 4"),
         "problem[B].score.bands[1].at_least", "finite"),
        (('id = "B"\n', ""), "problem[2].id", "is missing"),
        (('id = "B"\n', 'id = "a"\n'), "", "two problems have the id 'a'"),
        (('id = "B"\n', 'id = "B"\nnames = {model="m"}\n'), "problem[B].names.model", "a list"),
        (('"digits"', '"digit"'), "dataset", "'mnist', 'fashion-mnist', 'cifar10' or 'digits'"),
        (('"digits"', "{ image_folder = 3 }"), "dataset.image_folder", "a string (found 3)"),
        (("[training]", "[[training]]"), "training", "a table"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_by_the_key_as_written(
    tmp_path: Path, change: tuple[str, str], key: str, piece: str
) -> None:
    ((found, message),) = mistakes(tmp_path, change)
    assert found == key
    assert piece in message


def test_when_every_problem_is_wrong_their_list_is_not_said_to_be_too_short(
    tmp_path: Path,
) -> None:
    found = mistakes(tmp_path, ("points = 10\n", ""), ("points = 4\n", ""))
    assert [key for key, _ in found] == ["problem[A].points", "problem[B].points"]


@pytest.mark.parametrize(
    ("content", "piece"),
    [
        (b"id = ", "not TOML"),
        (b"id = 'a'\nid = 'b'", "not TOML"),
        (b"\xff\xfe", "not TOML"),
        (b"#" * (MAX_RUBRIC_BYTES + 1), "larger than"),
        (b"", "id: is missing"),
        (b"problem = 3", "problem: input should be a list"),
        (b"[problem]\nid = 'x'", "problem: input should be a list"),
        (b"problem = [3]\nid='x'\ndataset='mnist'", "problem[1]: input should be a table"),
    ],
)
def test_a_file_that_is_no_rubric_is_the_instructors_fault(
    tmp_path: Path, content: bytes, piece: str
) -> None:
    file = tmp_path / "rubric.toml"
    file.write_bytes(content)
    with pytest.raises(RubricError) as wrong:
        read_rubric(file)
    assert piece in str(wrong.value)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="No such file"):
        read_rubric(tmp_path / "gone.toml")


def test_neither_rubrics_nor_the_command_line_import_torch() -> None:
    code = "import sys, grader.cli; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_schema_is_one_that_editors_can_read() -> None:
    schema: dict[str, Any] = Rubric.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert json.dumps(schema)


def test_a_pattern_for_submissions_is_read(tmp_path: Path) -> None:
    file = tmp_path / "rubric.toml"
    file.write_text(VALID)
    assert read_rubric(file).rubric.submissions.pattern is None
    file.write_text(VALID.replace("[training]", SUBMISSIONS + "[training]"))
    assert read_rubric(file).rubric.submissions.pattern == r"(?P<student>\w+)_(?P<problem>\w+)"


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(", "is no regular expression of Python's: missing )"),
        (r"(\w+)", "has no group `student`"),
        (r"(?P<student>\w+)_(?P<part>\w+)", "has a group `part`; known are student and problem"),
    ],
)
def test_a_pattern_that_names_no_students_is_a_mistake(
    tmp_path: Path, pattern: str, message: str
) -> None:
    table = f"[submissions]\npattern = '{pattern}'\n\n[training]"
    ((key, said),) = mistakes(tmp_path, ("[training]", table))
    assert key == "submissions.pattern"
    assert said.startswith(message)


def test_a_leaderboard_of_an_unknown_problem_names_its_key(tmp_path: Path) -> None:
    board = '[[leaderboard]]\nname = "best"\nproblem = "X"\nshow = "accuracy"\n\n[[problem]]'
    ((key, said),) = mistakes(tmp_path, ("[[problem]]", board))
    assert (key, said) == ("leaderboard", "'best' names the problem 'X', not A, B")


def test_an_entry_of_a_leaderboard_is_named_by_its_position(tmp_path: Path) -> None:
    board = '[[leaderboard]]\nname = "best"\nshow = "accuracy"\n\n[[problem]]'
    ((key, said),) = mistakes(tmp_path, ("[[problem]]", board))
    assert key == "leaderboard[1]"
    assert "needs a problem" in said
