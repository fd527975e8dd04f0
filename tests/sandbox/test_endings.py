"""Is anything left when `grade` ends, however it ends? Processes, containers, folders."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docker
import pytest

from grader.sandbox.docker_container import DockerContainer, sweep
from grader.sandbox.engine import connect
from grader.sandbox.image import IMAGE
from grader.sandbox.interface import Box
from grader.sandbox.owner import OWNER_LABEL, Owner, this_process

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="looks for survivors in /proc"
)

every_kind = pytest.mark.parametrize(
    "kind",
    [
        pytest.param("docker", marks=pytest.mark.docker),
        pytest.param("bubblewrap", marks=pytest.mark.bubblewrap),
        "process",
    ],
)
SLEEPS = "import time\ntime.sleep(600)\n"
LONG_TRAINING = """
[[problem]]
id = "A"
points = 10
network.allowed_layers = ["Flatten", "Linear", "ReLU"]
training.epochs = 1000
training.max_epochs = 1000
score.bands = [{ at_least = 0.9, points = 10 }]
"""
TRAINS = """
from torch import nn
model_a = nn.Sequential(nn.Flatten(), nn.Linear(64, 512), nn.ReLU(), nn.Linear(512, 10))
"""


class Running:
    """A `grade` that is at work, and what it has started."""

    def __init__(self, kind: str, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.kind = kind
        self.folder = folder
        self.process = process

    def everything(self) -> set[object]:
        """What belongs to it: processes it has started, containers, temporary files."""
        found: set[object] = set(descendants(self.process.pid))
        found |= {str(path) for path in self.folder.iterdir()}
        if self.kind == "docker":
            found |= {c.name for c in containers_of(self.process.pid)}
        return found


def descendants(pid: int) -> Iterator[int]:
    """Live processes that a process has started, and those that these have."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit():
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if fields[0] not in "ZX":
                    parents.setdefault(int(fields[1]), []).append(int(folder.name))
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        yield from children
        waiting += children


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def containers_of(pid: int) -> list[Any]:
    labelled = connect().containers.list(
        all=True, filters={"label": OWNER_LABEL}, ignore_removed=True
    )
    return [c for c in labelled if Owner.from_label(c.labels[OWNER_LABEL]).pid == pid]


def eventually(holds: Callable[[], bool]) -> bool:
    """Wait for something; never is a failure, late is not."""
    for _ in range(400):
        if holds():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start `grade` on a file, with temporary files in a folder of the test's."""
    started: list[subprocess.Popen[bytes]] = []

    def run(kind: str, source: str, *arguments: str) -> Running:
        temporary = tmp_path / "temporary"
        temporary.mkdir()
        (tmp_path / "sleepy.py").write_text(source)
        command = [sys.executable, "-m", "grader", *arguments, "--sandbox", kind, "sleepy.py"]
        process = subprocess.Popen(
            command, cwd=tmp_path, env={**os.environ, "TMPDIR": str(temporary)},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        started.append(process)
        return Running(kind, temporary, process)

    yield run
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def is_describing(running: Running) -> bool:
    """Whether a student's file runs: the one process that is in a session of its own inside."""
    if running.kind == "docker":
        rows = [row for c in containers_of(running.process.pid) for row in _processes_in(c)]
        return len(rows) > 2  # the warm process and a keeper are there in any case
    return any(_has_written(pid) for pid in descendants(running.process.pid))


def _processes_in(container: Any) -> list[list[str]]:
    try:
        rows: list[list[str]] = container.top()["Processes"]
    except docker.errors.APIError:
        return []
    return rows


def _has_written(pid: int) -> bool:
    """Whether a process is a fork bound by a filter: seccomp's mode 2."""
    with contextlib.suppress(OSError):
        return "Seccomp:\t2" in Path(f"/proc/{pid}/status").read_text()
    return False


@every_kind
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_of_a_describing(
    start: Callable[..., Running], kind: str, how: signal.Signals
) -> None:
    running = start(kind, SLEEPS, "check")
    assert eventually(lambda: is_describing(running))
    processes = set(descendants(running.process.pid))
    os.kill(running.process.pid, how)
    assert running.process.wait(30) == (-9 if how == signal.SIGKILL else 130)
    assert eventually(lambda: not any(is_alive(pid) for pid in processes))
    assert eventually(lambda: running.everything() == set()), running.everything()


@every_kind
def test_nothing_is_left_of_a_training(
    start: Callable[..., Running], kind: str, tmp_path: Path
) -> None:
    rubric = 'id = "long"\ntitle = "Long"\ndataset = "digits"\n' + LONG_TRAINING
    (tmp_path / "long.toml").write_text(rubric)
    running = start(kind, TRAINS, "-r", "long.toml", "-v")
    assert running.process.stderr is not None
    said = b""
    while b"1/1000" not in said and b"epoch" not in said:
        line = running.process.stderr.readline()
        assert line, said.decode()
        said += line
    processes = set(descendants(running.process.pid))
    running.process.kill()
    running.process.wait(30)
    assert eventually(lambda: not any(is_alive(pid) for pid in processes))
    assert eventually(lambda: running.everything() == set()), running.everything()


@pytest.mark.docker
class TestSweep:
    def labelled(self, owner: Owner) -> Any:
        return connect().containers.create(
            IMAGE, ["sleep", "600"], labels={OWNER_LABEL: owner.to_label()}, network_mode="none"
        )

    def is_there(self, container: Any) -> bool:
        try:
            container.reload()
        except docker.errors.NotFound:
            return False
        return True

    def test_only_containers_of_dead_runs_are_swept(self) -> None:
        with subprocess.Popen(["true"]) as dead:
            pass
        me = this_process()
        owners = {
            "dead": Owner(me.host, me.boot, me.pids, dead.pid, "1"),
            "before the last start of the machine": Owner(me.host, "x", me.pids, me.pid, "1"),
            "alive": me,
            "of another machine": Owner("elsewhere", "x", me.pids, dead.pid, "1"),
            "of another namespace": Owner(me.host, me.boot, "pid:[1]", dead.pid, "1"),
            "of who knows when": Owner(me.host, me.boot, me.pids, me.pid, ""),
        }
        containers = {name: self.labelled(owner) for name, owner in owners.items()}
        try:
            sweep(connect())
            left = {name for name, container in containers.items() if self.is_there(container)}
        finally:
            for container in containers.values():
                with contextlib.suppress(docker.errors.NotFound):
                    container.remove(force=True)
        assert left == {
            "alive", "of another machine", "of another namespace", "of who knows when",
        }  # fmt: skip

    def test_a_label_that_cannot_be_read_is_nobodys(self) -> None:
        for label in ("", "x", "[]", json.dumps({"host": this_process().host})):
            assert not Owner.from_label(label).is_dead()

    def test_a_box_that_cannot_start_leaves_no_container(self, tmp_path: Path) -> None:
        before = {c.id for c in containers_of(os.getpid())}
        with pytest.raises(Exception, match="the engine starts no container"):
            DockerContainer().start(Box("train_network", readable=(tmp_path / "missing",)))
        assert {c.id for c in containers_of(os.getpid())} == before


def test_a_process_is_told_apart_from_a_later_one_with_its_number() -> None:
    me = this_process()
    assert not me.is_dead()
    assert Owner(me.host, me.boot, me.pids, me.pid, "1").is_dead()


def test_a_machine_of_the_same_name_is_another_where_an_engine_serves_several() -> None:
    me = this_process()
    rebooted = Owner(me.host, "another boot", me.pids, me.pid, me.started)
    assert rebooted.is_dead()
    assert not rebooted.is_dead(same_machine=False)
