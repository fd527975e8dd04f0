"""A box that is a container: its own engine, image, network, files, user and limits."""

import contextlib
import logging
import os
import secrets
import selectors
import struct
import threading
import time
from typing import Any, Literal, Self

import docker
import docker.errors
import docker.types
import requests.exceptions

from grader.errors import SandboxUnavailable
from grader.sandbox.engine import connect, engine_words
from grader.sandbox.image import (
    IMAGE,
    engine_is_local,
    gpu_fault,
    gpu_request,
    image_digest,
    image_fault,
)
from grader.sandbox.interface import (
    SEND_SECONDS,
    Box,
    DeadlinePassed,
    Lines,
    ProgramEnded,
    TooMuchOutput,
)
from grader.sandbox.owner import OWNER_LABEL, Owner, this_process
from grader.sandbox.running import BOX_UIDS, python_command

DESCRIBE_TREE, TRAIN_TREE = "/opt/describe", "/opt/train"
"""Where the image has the grader: its describing program alone, and all of it."""
_ENGINE_ERRORS = (
    docker.errors.DockerException,
    requests.exceptions.RequestException,
    OSError,
)
_ERROR_BYTES = 4096
_READ_BYTES = 1 << 16
_EXIT_SECONDS = 2.0
"""For the engine to tell how a container ended, once its output has."""
_PIDS = 256
_FILE_MIB = 64

log = logging.getLogger(__name__)


class DockerContainer:
    """Starts programs in containers of the grader's own image.

    Containers of runs that died are removed first; those of living runs are left alone.
    """

    kind: Literal["docker"] = "docker"
    description = "docker: a container with no network, no files but Python's own, no rights"

    def __init__(self) -> None:
        self._client = connect()
        fault = image_fault(self._client)
        if fault is not None:
            raise SandboxUnavailable(fault)
        self.image = image_digest(self._client)
        self._gpu_tried = False
        sweep(self._client)

    def start(self, box: Box) -> "ContainerProgram":
        """See `Sandbox.start`."""
        if box.gpu:
            self._see_that_there_is_a_gpu()
        tree = TRAIN_TREE if box.sees_grader else DESCRIBE_TREE
        told = ["--alone"] if box.program == "describe_network" else []
        command = python_command(box, *told, python="python", package_parent=tree)
        return self.start_command(command, box)

    def start_command(self, command: list[str], box: Box) -> "ContainerProgram":
        """Start any command in a box."""
        container, program = None, None
        try:
            container = self._client.containers.create(
                IMAGE, command, **_options(self._client, box)
            )
            program = ContainerProgram(self._client, container, box)
            container.start()
        except _ENGINE_ERRORS as error:
            if program is not None:
                program.close()
            elif container is not None:
                remove(container)
            raise SandboxUnavailable(
                f"the engine starts no container: {engine_words(error)}"
            ) from None
        return program

    def _see_that_there_is_a_gpu(self) -> None:
        if not self._gpu_tried:
            fault = gpu_fault(self._client)
            if fault is not None:
                raise SandboxUnavailable(fault)
        self._gpu_tried = True


def sweep(client: docker.DockerClient) -> None:
    """Remove the containers of runs that are no more."""
    try:
        containers = client.containers.list(
            all=True, filters={"label": OWNER_LABEL}, ignore_removed=True
        )
    except _ENGINE_ERRORS as error:
        log.warning("containers of earlier runs cannot be listed: %s", engine_words(error))
        return
    for container in containers:
        if Owner.from_label(container.labels.get(OWNER_LABEL, "")).is_dead(
            same_machine=engine_is_local(client)
        ):
            log.info("removing %s, left behind by a run that died", container.name)
            remove(container)


def remove(container: Any) -> None:
    """Kill a container and take it away, if it is still there."""
    try:
        container.remove(force=True, v=True)
    except docker.errors.APIError as error:
        # 404: gone by itself. 409: going already, since it was started to be removed at its end.
        if error.status_code not in (404, 409):
            log.warning("%s cannot be removed: %s", container.name, engine_words(error))
    except _ENGINE_ERRORS as error:
        log.warning("%s cannot be removed: %s", container.name, engine_words(error))


def _options(client: docker.DockerClient, box: Box) -> dict[str, Any]:
    """Put a box in the engine's terms."""
    memory = f"{box.memory_mib}m"
    # A trainer, which runs no student code, reads the data as whoever lets it: who grades.
    is_trusted = box.sees_grader and os.getuid() != 0
    uid = os.getuid() if is_trusted else secrets.choice(BOX_UIDS)
    tmpfs = {"/tmp": f"size={box.tmp_mib}m,nr_inodes=4096,mode=1777"}  # noqa: S108
    if not box.sees_grader:
        tmpfs[TRAIN_TREE] = "size=4k,mode=0555,ro"  # hides the rest of the grader
    options: dict[str, Any] = {
        "labels": {OWNER_LABEL: this_process().to_label()},
        "user": f"{uid}:{uid}",
        "working_dir": "/tmp",  # noqa: S108
        "hostname": "sandbox",
        "stdin_open": True,
        "auto_remove": True,
        "network_mode": "none",
        "ipc_mode": "none",
        "read_only": True,
        "tmpfs": tmpfs,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges"],
        "pids_limit": _PIDS,
        "mem_limit": memory,
        "memswap_limit": memory,  # together, so that there is no swap
        "ulimits": [
            docker.types.Ulimit(name="core", soft=0, hard=0),
            docker.types.Ulimit(name="nofile", soft=1024, hard=1024),
            docker.types.Ulimit(name="fsize", soft=_FILE_MIB << 20, hard=_FILE_MIB << 20),
        ],
        # Output is read while it comes; a log would be a second copy, on the engine's disk.
        "log_config": docker.types.LogConfig(type="none"),
        "mounts": [
            docker.types.Mount(str(path), str(path), type="bind", read_only=True)
            for path in (each.resolve() for each in box.readable)
        ],
    }
    if box.processors is not None:
        options["nano_cpus"] = int(box.processors * 1e9)
    if box.gpu:
        options["device_requests"] = [gpu_request(client)]
    return options


class ContainerProgram:
    """A program in a container, talked to through the engine."""

    def __init__(self, client: docker.DockerClient, container: Any, box: Box) -> None:
        self._container = container
        self._lines = Lines(box.line_bytes)
        self._streams = Streams()
        self._closed = False
        self._status: int | None = None
        self._ended = threading.Event()
        attached = client.api.attach_socket(
            container.id, params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        )
        self._attached = attached
        self.container_id: str = container.id
        # docker-py wraps the socket of a local engine; the time limits are ours.
        self._socket = getattr(attached, "_sock", attached)
        self._socket.setblocking(False)
        # Asked before it starts: it is taken away as it ends, and its status with it.
        threading.Thread(target=self._wait, name=f"wait-{container.name}", daemon=True).start()

    def _wait(self) -> None:
        with contextlib.suppress(*_ENGINE_ERRORS):
            answer = self._container.wait(timeout=None, condition="next-exit")
            self._status = int(answer["StatusCode"])
        self._ended.set()

    def send(self, line: bytes) -> None:
        """See `ConfinedProgram.send`."""
        left = memoryview(line + b"\n")
        deadline = time.monotonic() + SEND_SECONDS
        while left:
            try:
                if self._closed or not self._wait_for(selectors.EVENT_WRITE, deadline):
                    raise ProgramEnded(self._status)
                left = left[self._socket.send(left) :]
            except BlockingIOError:
                continue
            except OSError:
                raise ProgramEnded(self._exit_status()) from None

    def read_line(self, deadline: float) -> bytes:
        """See `ConfinedProgram.read_line`."""
        try:
            while (line := self._lines.next()) is None:
                self._lines.add(self._streams.standard_output(self._read(deadline)))
        except TooMuchOutput:
            self.close()
            raise
        return line

    def _read(self, deadline: float) -> bytes:
        if self._closed:
            raise ProgramEnded(self._exit_status())
        if not self._wait_for(selectors.EVENT_READ, deadline):
            self.close()
            raise DeadlinePassed
        try:
            chunk: bytes = self._socket.recv(_READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            chunk = b""
        if not chunk:
            raise ProgramEnded(self._exit_status())
        return chunk

    def _wait_for(self, event: int, deadline: float) -> bool:
        # The clock first: a program that never stops writing would never be without output.
        left = deadline - time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, event)
            return left > 0 and bool(selector.select(left))

    def _exit_status(self) -> int | None:
        self._ended.wait(_EXIT_SECONDS)
        return self._status

    def error_output(self) -> str:
        """See `ConfinedProgram.error_output`."""
        return bytes(self._streams.errors).decode(errors="replace")

    def kill(self) -> None:
        """See `ConfinedProgram.kill`."""
        remove(self._container)

    def close(self) -> None:
        """See `ConfinedProgram.close`."""
        if self._closed:
            return
        self._closed = True
        self.kill()
        self._socket.close()
        self._attached.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class Streams:
    """Takes apart what comes through one connection: standard output, and standard error.

    Each piece has a header of 8 bytes: which stream, 1 or 2, and a length (big endian); see the
    engine's API, "attach to a container".
    """

    def __init__(self) -> None:
        self.errors = bytearray()
        self._header = bytearray()
        self._left = 0
        self._stream = 0

    def standard_output(self, chunk: bytes) -> bytes:
        """Give what of a chunk is standard output, and keep the end of the errors."""
        output = bytearray()
        view = memoryview(chunk)
        while view:
            if self._left == 0:
                view = self._read_header(view)
                continue
            piece, view = view[: self._left], view[self._left :]
            self._left -= len(piece)
            if self._stream == 1:
                output += piece
            else:
                self.errors += piece
                del self.errors[:-_ERROR_BYTES]
        return bytes(output)

    def _read_header(self, view: memoryview) -> memoryview:
        missing = 8 - len(self._header)
        self._header += view[:missing]
        if len(self._header) == 8:
            self._stream, self._left = struct.unpack(">BxxxL", self._header)
            self._header.clear()
        return view[missing:]
