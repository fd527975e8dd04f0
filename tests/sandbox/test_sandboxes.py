"""Does a box hold? Every claim about one kind is tried beside the other, as a control."""

import base64
import contextlib
import json
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.extraction import describe
from grader.network_spec import Linear
from grader.sandbox.bubblewrap import Bubblewrap, inner_uid
from grader.sandbox.interface import (
    Box,
    ConfinedProgram,
    DeadlinePassed,
    ProgramEnded,
    Sandbox,
    TooMuchOutput,
)
from grader.sandbox.local_process import LocalProcess
from grader.submissions import Submission

KINDS: dict[str, Callable[[], Sandbox]] = {"bubblewrap": Bubblewrap, "process": LocalProcess}
REPOSITORY = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/comm").exists(), reason="looks for survivors in /proc"
)

both_kinds = pytest.mark.parametrize(
    "kind", [pytest.param("bubblewrap", marks=pytest.mark.bubblewrap), "process"]
)
only_bubblewrap = pytest.mark.bubblewrap

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

# The folder it starts in: /tmp of its own in bubblewrap. Python's own environment, and this
# checkout, may happen to lie under the real /tmp, and are then mounted there.
mounted = {path.split("/")[2] for path in (sys.prefix, REPOSITORY) if path.startswith("/tmp/")}
found = [name for name in os.listdir(".") if "torchinductor" not in name]
sees_other_files = len(set(found) - mounted)
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
    submission = Submission("mallory", (constants + SURVEY).encode())
    os.environ["GRADER_SECRET"] = "x"
    try:
        extraction = describe(submission, rubric, KINDS[request.param]())
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


@pytest.mark.bubblewrap
@pytest.mark.parametrize("survey", ["bubblewrap"], indirect=True)
class TestBubblewrap:
    @pytest.mark.parametrize(
        "finding",
        [
            "reaches_network",
            "reads_repository",
            "reads_rubrics",
            "reads_grader",
            "reads_home",
            "reads_passwords",
            "lists_processes",
            "writes_to_python",
            "writes_to_root",
            "changes_user",
            "runs_as_root",
        ],
    )
    def test_outside_stays_outside(self, survey: dict[str, Any], finding: str) -> None:
        assert survey[finding] == 0


@pytest.mark.parametrize("survey", ["process"], indirect=True)
class TestProcess:
    @pytest.mark.parametrize("finding", ["reaches_network", "reads_repository", "reads_home"])
    def test_the_attack_does_work_where_nothing_stops_it(
        self, survey: dict[str, Any], finding: str
    ) -> None:
        assert survey[finding] == 1


@pytest.mark.parametrize(
    "survey",
    [pytest.param("bubblewrap", marks=pytest.mark.bubblewrap), "process"],
    indirect=True,
)
class TestEither:
    @pytest.mark.parametrize(
        "finding",
        [
            "sees_environment",
            "sees_other_files",
            "gains_privileges",
            "allocates_4_gib",
            "opens_many_files",
            "writes_large_files",
        ],
    )
    def test_limits_hold(self, survey: dict[str, Any], finding: str) -> None:
        assert survey[finding] == 0

    @pytest.mark.parametrize("finding", ["writes_to_its_folder", "starts_a_thread"])
    def test_what_honest_files_need_works(self, survey: dict[str, Any], finding: str) -> None:
        assert survey[finding] == 1


def start(sandbox: Sandbox, source: str, box: Box | None = None) -> ConfinedProgram:
    """Start a box on a student's file, and read until its code runs."""
    program = sandbox.start(box or Box("describe_network"))
    request = {
        "source": base64.b64encode(source.encode()).decode(),
        "names": ["model"],
        "problems": [],
        "schedule_epochs": 1,
        "max_layers": 64,
        "uid": inner_uid() if sandbox.kind == "bubblewrap" else None,
    }
    program.send(json.dumps(request).encode())
    assert b"ready" in program.read_line(time.monotonic() + 120)
    return program


def read_on(program: ConfinedProgram, deadline: float) -> None:
    """Read lines for as long as any come."""
    while True:
        program.read_line(deadline)


MARKED = """
import ctypes, os, time
ctypes.CDLL(None).prctl(15, MARK, 0, 0, 0)
"""
DOUBLE_FORK = """
if os.fork() == 0:
    DETACH
    if os.fork() == 0:
        time.sleep(600)
    time.sleep(600)
time.sleep(600)
"""


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


@both_kinds
@pytest.mark.parametrize("ending", ["deadline", "kill"])
def test_children_of_children_end_with_their_box(kind: str, ending: str) -> None:
    mark = f"g{os.getpid()}{ending}"
    source = MARKED.replace("MARK", repr(mark.encode())) + DOUBLE_FORK.replace("DETACH", "pass")
    with start(KINDS[kind](), source) as program:
        assert wait_for(mark, 3)
        if ending == "deadline":
            with pytest.raises(DeadlinePassed):
                read_on(program, time.monotonic() + 1)
        else:
            program.kill()
        assert wait_for(mark, 0)


@only_bubblewrap
def test_a_child_that_left_the_session_ends_with_its_box() -> None:
    mark = f"g{os.getpid()}setsid"
    source = MARKED.replace("MARK", repr(mark.encode()))
    with start(Bubblewrap(), source + DOUBLE_FORK.replace("DETACH", "os.setsid()")) as program:
        assert wait_for(mark, 3)
        program.kill()
        assert wait_for(mark, 0)


@both_kinds
def test_more_output_than_the_box_allows_ends_the_program(kind: str) -> None:
    mark = f"g{os.getpid()}flood"
    flood = MARKED.replace("MARK", repr(mark.encode())) + (
        "for descriptor in range(3, 64):\n"
        "    try:\n"
        "        while True:\n"
        "            os.write(descriptor, b'x' * 65536)\n"
        "    except OSError:\n"
        "        pass\n"
    )
    box = Box("describe_network", output_bytes=1 << 20)
    with start(KINDS[kind](), flood, box) as program:
        with pytest.raises(TooMuchOutput):
            read_on(program, time.monotonic() + 60)
        assert wait_for(mark, 0)


@both_kinds
def test_output_does_not_put_off_the_deadline(kind: str) -> None:
    chatter = (
        "import os\n"
        "for descriptor in range(3, 64):\n"
        "    try:\n"
        "        while True:\n"
        '            os.write(descriptor, b"x")\n'
        "    except OSError:\n"
        "        pass\n"
    )
    with start(KINDS[kind](), chatter) as program, pytest.raises(DeadlinePassed):
        read_on(program, time.monotonic() + 1)


@both_kinds
def test_a_kill_from_another_thread_ends_the_reader(kind: str) -> None:
    with KINDS[kind]().start(Box("describe_network")) as program:
        killer = threading.Timer(0.2, program.kill)
        killer.start()
        with pytest.raises(ProgramEnded) as ended:
            program.read_line(time.monotonic() + 300)
        killer.join()
        assert ended.value.status in (-9, 137)


@both_kinds
def test_nothing_is_left_behind(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = KINDS[kind]()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)  # read the environment again
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - one call, one descriptor
    with sandbox.start(Box("describe_network")) as program:
        if kind == "process":
            (folder,) = tmp_path.iterdir()
            (folder / "litter").mkdir(mode=0)
    program.close()
    program.kill()
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


@both_kinds
def test_a_program_that_has_ended_takes_no_more_lines(kind: str) -> None:
    with KINDS[kind]().start(Box("describe_network")) as program:
        program.kill()
        with pytest.raises(ProgramEnded):
            program.read_line(time.monotonic() + 60)
        with pytest.raises(ProgramEnded):
            program.send(b"x" * 6_553_600)


@both_kinds
def test_what_a_program_says_of_its_end_is_kept(kind: str) -> None:
    with KINDS[kind]().start(Box("describe_network")) as program:
        program.send(b"no request")
        with pytest.raises(ProgramEnded) as ended:
            program.read_line(time.monotonic() + 120)
        assert ended.value.status == 1
        assert "JSONDecodeError" in program.error_output()
