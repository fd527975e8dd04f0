"""What a container may do is what the engine was told; and how its output is taken apart."""

import os
import struct
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import SandboxUnavailable
from grader.sandbox.docker_container import ContainerProgram, DockerContainer, Streams
from grader.sandbox.engine import connect
from grader.sandbox.interface import Box, ProgramEnded
from grader.sandbox.owner import OWNER_LABEL, this_process

TRAINER = Box(
    "train_network", ("--device", "cpu"), sees_grader=True, memory_mib=4096, processors=None
)


def inspect(program: ContainerProgram) -> Any:
    return connect().api.inspect_container(program.container_id)


def shell_of(box: Box, code: str) -> ContainerProgram:
    """Run Python of ours in such a box."""
    return DockerContainer().start_command(["python", "-I", "-c", code], box)


def said(program: ContainerProgram) -> bytes:
    with program:
        return program.read_line(time.monotonic() + 60)


@pytest.mark.docker
class TestWalls:
    @pytest.mark.parametrize("box", [Box("describe_network"), TRAINER], ids=lambda box: box.program)
    def test_every_container_is_shut_in(self, box: Box) -> None:
        with DockerContainer().start(box) as program:
            facts = inspect(program)
            with DockerContainer().start(box) as another:
                again = inspect(another)
        host = facts["HostConfig"]
        assert host["NetworkMode"] == host["IpcMode"] == "none"
        assert host["ReadonlyRootfs"]
        assert host["CapDrop"] == ["ALL"]
        assert host["CapAdd"] is None
        assert not host["Privileged"]
        assert host["SecurityOpt"] == ["no-new-privileges"]
        assert host["PidsLimit"] == 256
        assert host["Memory"] == host["MemorySwap"] == box.memory_mib << 20
        assert {limit["Name"]: limit["Hard"] for limit in host["Ulimits"]} == {
            "core": 0, "nofile": 1024, "fsize": 64 << 20,
        }  # fmt: skip
        assert "nr_inodes=4096" in host["Tmpfs"]["/tmp"]
        assert host["AutoRemove"]
        assert host["LogConfig"]["Type"] == "none"
        assert facts["Mounts"] == []
        assert facts["Config"]["Labels"][OWNER_LABEL] == this_process().to_label()
        # Nobody's, and another one's for every box.
        assert 61_184 <= int(facts["Config"]["User"].partition(":")[0]) < 65_520
        assert facts["Config"]["User"] != again["Config"]["User"]

    def test_student_code_has_one_processor(self) -> None:
        with DockerContainer().start(Box("describe_network")) as program:
            assert inspect(program)["HostConfig"]["NanoCpus"] == 1e9

    def test_the_environment_stays_outside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GRADER_SECRET", "x")
        names = said(shell_of(Box("describe_network"), "import os; print(sorted(os.environ))"))
        assert b"GRADER_SECRET" not in names
        assert b"PATH" in names

    def test_data_is_there_to_be_read_at_its_own_path(self, tmp_path: Path) -> None:
        (tmp_path / "images").write_text("7")
        box = Box("train_network", sees_grader=True, readable=(tmp_path,))
        code = f"""
import os, pathlib
file = pathlib.Path({str(tmp_path / "images")!r})
text = file.read_text()
try:
    file.with_name("mine").write_text("x")
except OSError as error:
    print(text, error.strerror, os.path.exists("/opt/train/grader/scoring.py"))
"""
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o755)  # as a data folder is; pytest's are their owner's alone
        assert said(shell_of(box, code)) == b"7 Read-only file system True"

    def test_student_code_sees_neither_the_trainer_nor_the_scoring(self) -> None:
        code = "import os; print(os.listdir('/opt/train'), os.listdir('/opt/describe/grader'))"
        train, describe = said(shell_of(Box("describe_network"), code)).split(b"] ")
        assert train == b"["
        assert b"inside_container" in describe
        assert b"scoring" not in describe

    def test_a_program_that_needs_more_memory_than_its_box_has_is_killed(self) -> None:
        box = Box("train_network", sees_grader=True, memory_mib=64)
        code = "kept = [bytearray(b'x' * (1 << 20)) for _ in range(500)]; print('survived')"
        with shell_of(box, code) as program, pytest.raises(ProgramEnded) as ended:
            program.read_line(time.monotonic() + 60)
        assert ended.value.status == 137

    def test_the_exit_status_is_known_though_the_container_is_gone(self) -> None:
        with shell_of(Box("describe_network"), "import sys; sys.exit('why')") as program:
            with pytest.raises(ProgramEnded) as ended:
                program.read_line(time.monotonic() + 60)
            assert ended.value.status == 1
            assert program.error_output() == "why\n"

    @pytest.mark.skipif(Path("/dev/nvidiactl").exists(), reason="there is a GPU")
    def test_a_gpu_that_is_not_there_is_a_plain_sentence(self) -> None:
        with pytest.raises(SandboxUnavailable, match=r"has no NVIDIA device .*; train with: --dev"):
            DockerContainer().start(Box("train_network", sees_grader=True, gpu=True))

    def test_the_image_is_part_of_the_record(self) -> None:
        assert str(DockerContainer().image).startswith("sha256:")


frames = st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=40)), max_size=8)


@given(frames, st.lists(st.integers(0, 400), max_size=20))
def test_streams_are_told_apart_wherever_the_connection_cuts(
    pieces: list[tuple[int, bytes]], cuts: list[int]
) -> None:
    sent = b"".join(struct.pack(">BxxxL", kind, len(piece)) + piece for kind, piece in pieces)
    streams, output = Streams(), b""
    edges = sorted({0, len(sent), *(cut for cut in cuts if cut < len(sent))})
    for start, end in pairwise(edges):
        output += streams.standard_output(sent[start:end])
    assert output == b"".join(piece for kind, piece in pieces if kind == 1)
    assert bytes(streams.errors) == b"".join(piece for kind, piece in pieces if kind == 2)


def test_of_standard_error_only_the_end_is_kept() -> None:
    streams = Streams()
    for _ in range(100):
        streams.standard_output(struct.pack(">BxxxL", 2, 1000) + b"x" * 1000)
    assert len(streams.errors) == 4096


@pytest.mark.docker
def test_a_folder_that_the_engine_cannot_see_is_named(tmp_path: Path) -> None:
    box = Box("train_network", sees_grader=True, readable=(tmp_path / "elsewhere",))
    with pytest.raises(SandboxUnavailable, match=f"(?s)engine starts no container.*{os.sep}elsewh"):
        DockerContainer().start(box)
