"""Does a box hold? What a file finds out about the box that it runs in.

Hostile files are in `tests/attacks`; here are the boxes themselves, and how they end.
"""

import base64
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.extraction import Describer
from grader.network_spec import Linear
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.docker_container import DockerContainer
from grader.sandbox.interface import (
    Box,
    ConfinedProgram,
    DeadlinePassed,
    ProgramEnded,
    Sandbox,
    TooMuchOutput,
)
from grader.sandbox.local_process import LocalProcess
from grader.submissions import SourceFile

KINDS: dict[str, Callable[[], Sandbox]] = {
    "docker": DockerContainer,
    "bubblewrap": Bubblewrap,
    "process": LocalProcess,
}
REPOSITORY = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/comm").exists(), reason="looks for survivors in /proc"
)

DOCKER = pytest.param("docker", marks=pytest.mark.docker)
BUBBLEWRAP = pytest.param("bubblewrap", marks=pytest.mark.bubblewrap)
every_kind = pytest.mark.parametrize("kind", [DOCKER, BUBBLEWRAP, "process"])

# What a student's file finds out about its box; 1 is yes. Numbers leave the box as claims do.
SURVEY = """
import ctypes, os, resource, socket, sys, threading
from torch import nn

def works(action):
    try:
        action()
    except BaseException:
        return 0
    return 1

def write(path, count):
    with open(path, "wb") as file:
        for _ in range(count):
            file.write(bytes(1 << 20))

# The folder it starts in: its own.
# Python's environment, and this checkout, may lie under /tmp and are then mounted there.
mounted = {path.split("/")[2] for path in (sys.prefix, REPOSITORY) if path.startswith("/tmp/")}
sees_other_files = len(set(os.listdir(".")) - mounted)
reaches_network = works(lambda: socket.create_connection(("127.0.0.1", PORT), 5).close())
reads_repository = works(lambda: open(REPOSITORY + "/pyproject.toml").read())
reads_rubrics = works(lambda: os.listdir(REPOSITORY + "/rubrics"))
reads_grader = works(lambda: open(REPOSITORY + "/grader/scoring.py").read())
reads_home = works(lambda: open(HOME + "/mark").read())
reads_passwords = works(lambda: open("/etc/passwd").read())
lists_processes = works(lambda: os.listdir("/proc/1"))
writes_to_python = works(lambda: write(os.path.dirname(os.__file__) + "/grader-was-here", 1))
writes_to_root = works(lambda: write("/grader-was-here", 1))
writes_to_its_folder = works(lambda: write("mine", 1))
writes_large_files = works(lambda: write("large", 17))
changes_user = works(lambda: os.setuid(0))
runs_as_root = int(os.getuid() == 0)
sees_environment = int("GRADER_SECRET" in os.environ)
gains_privileges = 1 - ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)
allocates_4_gib = works(lambda: bytearray(4 << 30))
opens_many_files = works(lambda: [open("/dev/null") for _ in range(65)])
starts_a_process = works(lambda: os.fork() or os._exit(0))
starts_a_thread = works(lambda: threading.Thread(target=print).start())
print("x" * 100_000)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
"""
FINDINGS = tuple(
    line.split(" = ")[0] for line in SURVEY.splitlines() if " = " in line and line[0].islower()
)


@pytest.fixture(scope="module")
def listener() -> Iterator[int]:
    """A port of this machine at which somebody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def survey(
    request: pytest.FixtureRequest, listener: int, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What one file found out in a box of the kind, asked once for all tests."""
    home = tmp_path_factory.mktemp("home")
    (home / "mark").write_text("x")
    constants = f"PORT, REPOSITORY, HOME = {listener}, {str(REPOSITORY)!r}, {str(home)!r}\n"
    names = {"model": ("model_2c",), "epochs": FINDINGS}
    build = request.getfixturevalue("build_once")
    rubric = build.rubric({"id": "2C", "names": names})
    submission = SourceFile((constants + SURVEY).encode())
    os.environ["GRADER_SECRET"] = "x"
    try:
        with Describer(KINDS[request.param]()) as describer:
            extraction = describer.describe(submission, rubric)
    finally:
        del os.environ["GRADER_SECRET"]
    assert extraction.description.notes == ()
    assert extraction.description.failures == ()
    layers = extraction.description.networks[0].layers
    assert isinstance(layers[1], Linear)
    variables = extraction.description.variables
    return {name: getattr(variables[name], "value", None) for name in FINDINGS}


@pytest.fixture(scope="module")
def build_once(request: pytest.FixtureRequest) -> Any:
    """The builder of rubrics, for a fixture that lives longer than one test."""
    plugin = request.config.pluginmanager
    conftest = next(p for p in plugin.get_plugins() if hasattr(p, "Build"))
    return conftest.Build()


@pytest.mark.parametrize("survey", [DOCKER, BUBBLEWRAP], indirect=True)
@pytest.mark.parametrize(
    "finding",
    [
        "reads_passwords",
        "lists_processes",
        "writes_to_python",
        "writes_to_root",
        "runs_as_root",
    ],
)
def test_walls_around_the_process_hold(survey: dict[str, Any], finding: str) -> None:
    assert survey[finding] == 0


@pytest.mark.parametrize("survey", [DOCKER, BUBBLEWRAP, "process"], indirect=True)
class TestEveryKind:
    @pytest.mark.parametrize(
        "finding",
        [
            "reaches_network",
            "reads_repository",
            "reads_rubrics",
            "reads_grader",
            "reads_home",
            "changes_user",
            "sees_environment",
            "sees_other_files",
            "gains_privileges",
            "allocates_4_gib",
            "opens_many_files",
            "writes_large_files",
            "starts_a_process",
        ],
    )
    def test_walls_of_the_process_itself_hold(self, survey: dict[str, Any], finding: str) -> None:
        assert survey[finding] == 0

    @pytest.mark.parametrize("finding", ["writes_to_its_folder", "starts_a_thread"])
    def test_what_honest_files_need_works(self, survey: dict[str, Any], finding: str) -> None:
        assert survey[finding] == 1


def test_the_survey_finds_what_nothing_stops(listener: int, tmp_path: Path) -> None:
    (tmp_path / "mark").write_text("x")
    constants = f"PORT, REPOSITORY, HOME = {listener}, {str(REPOSITORY)!r}, {str(tmp_path)!r}\n"
    asked = (
        "reaches_network",
        "reads_repository",
        "reads_grader",
        "reads_home",
        "starts_a_process",
    )
    before = [line for line in SURVEY.splitlines() if " = works" not in line or line[0] == " "]
    chosen = [line for line in SURVEY.splitlines() if line.startswith(asked)]
    source = "\n".join([*before[: before.index("# The folder it starts in: its own.")], *chosen])
    printed = f"\nimport sys; sys.exit(0 if min({', '.join(asked)}) == 1 else 1)"
    done = subprocess.run([sys.executable, "-c", constants + source + printed], check=False)
    assert done.returncode == 0


def marked(mark: str) -> list[int]:
    """Processes of this machine that bear a name and live, in whatever namespaces."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and (folder / "comm").read_text().strip() == mark:
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                found += [int(folder.name)] if state not in "ZX" else []
    return found


def wait_for(mark: str, count: int) -> bool:
    """Wait until so many processes bear the name; never is a failure, late is not."""
    for _ in range(600):
        if len(marked(mark)) == count:
            return True
        time.sleep(0.05)
    return False


SLEEPER = """
import ctypes, time
ctypes.CDLL(None).prctl(15, MARK, 0, 0, 0)
time.sleep(600)
"""


@contextlib.contextmanager
def asleep(kind: str, mark: str) -> Iterator[ConfinedProgram]:
    """A box in which a student's file sleeps under a name."""
    request = {
        "source": base64.b64encode(SLEEPER.replace("MARK", repr(mark.encode())).encode()).decode(),
        "names": [],
        "problems": [],
        "schedule_epochs": 1,
        "max_layers": 64,
        "wall_seconds": 600,
    }
    with KINDS[kind]().start(Box("describe_network")) as program:
        assert b"ready" in program.read_line(time.monotonic() + 120)
        program.send(json.dumps(request).encode())
        assert wait_for(mark, 1)
        yield program


def read_on(program: ConfinedProgram, deadline: float) -> None:
    """Read lines for as long as any come."""
    while True:
        program.read_line(deadline)


@every_kind
@pytest.mark.parametrize("ending", ["deadline", "kill", "close"])
def test_a_students_process_ends_with_its_box(kind: str, ending: str) -> None:
    mark = f"g{os.getpid()}{ending}"
    with asleep(kind, mark) as program:
        if ending == "deadline":
            with pytest.raises(DeadlinePassed):
                read_on(program, time.monotonic() + 1)
        elif ending == "kill":
            program.kill()
        else:
            program.close()
        assert wait_for(mark, 0)


@every_kind
def test_a_longer_line_than_the_box_allows_ends_the_program(kind: str) -> None:
    with KINDS[kind]().start(Box("describe_network", line_bytes=10)) as program:
        with pytest.raises(TooMuchOutput):
            program.read_line(time.monotonic() + 120)
        with pytest.raises(ProgramEnded):
            program.read_line(time.monotonic() + 120)


@every_kind
def test_a_kill_from_another_thread_ends_the_reader(kind: str) -> None:
    with KINDS[kind]().start(Box("describe_network")) as program:
        killer = threading.Timer(0.2, program.kill)
        killer.start()
        with pytest.raises(ProgramEnded) as ended:
            program.read_line(time.monotonic() + 300)
        killer.join()
        assert ended.value.status in (-9, 137)


@every_kind
def test_nothing_is_left_behind(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = KINDS[kind]()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)  # read the environment again
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - one call, one descriptor
    kept = 16 if kind == "docker" else 0  # connections to the engine, ready to be used again
    with sandbox.start(Box("describe_network")) as program:
        assert b"ready" in program.read_line(time.monotonic() + 120)
        if kind == "process":
            (folder,) = tmp_path.iterdir()
            (folder / "litter").mkdir(mode=0)
    program.close()
    program.kill()
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) - before <= kept  # noqa: PTH208


@every_kind
def test_a_program_that_has_ended_takes_no_more_lines(kind: str) -> None:
    with KINDS[kind]().start(Box("describe_network")) as program:
        program.kill()
        with pytest.raises(ProgramEnded):
            program.read_line(time.monotonic() + 60)
        with pytest.raises(ProgramEnded):
            program.send(b"x" * 6_553_600)


@every_kind
def test_what_a_program_says_of_its_end_is_kept(kind: str) -> None:
    with KINDS[kind]().start(Box("describe_network")) as program:
        assert b"ready" in program.read_line(time.monotonic() + 120)
        program.send(b"no request")
        with pytest.raises(ProgramEnded) as ended:
            program.read_line(time.monotonic() + 120)
        assert ended.value.status == 1
        assert "JSONDecodeError" in program.error_output()
