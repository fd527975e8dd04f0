"""`grade image` and `grade doctor` as people start them, each call a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox.image import IMAGE

NO_ENGINE = "unix:///nowhere/docker.sock"


def grade(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        env=dict(os.environ) | {"COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


class TestWithoutAnEngine:
    @pytest.mark.parametrize("verb", ["build", "remove"])
    def test_image_commands_say_what_to_install(self, verb: str) -> None:
        done = grade("image", verb, DOCKER_HOST=NO_ENGINE)
        assert (done.returncode, done.stdout) == (1, "")
        assert "no container engine answers" in done.stderr
        assert "install Docker" in done.stderr
        assert "Traceback" not in done.stderr

    def test_nor_bubblewrap_the_doctor_exits_1(self, tmp_path: Path) -> None:
        done = grade("doctor", "-o", str(tmp_path), DOCKER_HOST=NO_ENGINE, PATH=str(tmp_path))
        assert done.returncode == 1, done.stderr
        assert "sudo apt install bubblewrap" in done.stdout
        assert "can't be graded safely here yet" in done.stdout

    @pytest.mark.bubblewrap
    def test_the_doctor_is_content_with_bubblewrap(self, tmp_path: Path) -> None:
        done = grade("doctor", "--json", "-o", str(tmp_path), DOCKER_HOST=NO_ENGINE)
        assert done.returncode == 0, done.stderr
        document = json.loads(done.stdout)
        assert document["can_grade"] is True
        findings = {each["name"]: each for each in document["findings"]}
        assert findings["engine"]["state"] == "missing"
        assert findings["sandbox"]["said"].startswith("auto takes bubblewrap")


@pytest.mark.docker
class TestWithTheImage:
    # It is there and matches, or this would be skipped: each step comes from the engine's store,
    # and a build that needs no network works with none.
    def test_a_build_logs_each_step_and_ends_with_size_and_seconds(self) -> None:
        done = grade("image", "build", "--network", "none")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"{IMAGE} is built: ")
        assert done.stdout.endswith(" s\n")
        assert "step 1 of " in done.stderr
        assert "\x1b" not in done.stderr

    def test_a_quiet_build_says_the_end_alone(self) -> None:
        done = grade("image", "build", "-q", "--network", "none")
        assert (done.returncode, done.stderr) == (0, "")
        assert len(done.stdout.splitlines()) == 1

    def test_the_doctor_takes_docker(self, tmp_path: Path) -> None:
        done = grade("doctor", "-o", str(tmp_path))
        assert done.returncode == 0, done.stderr
        assert "auto takes docker" in done.stdout


def test_help_names_the_commands() -> None:
    said = grade("--help").stdout
    assert "doctor" in said
    assert "image" in said
    assert "build" in grade("image", "--help").stdout
