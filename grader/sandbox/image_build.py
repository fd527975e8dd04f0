"""How is the image built? Step by step in the engine, which tells what it does as it goes."""

import hashlib
import os
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
import docker.errors
import requests.exceptions

from grader.errors import SandboxUnavailable
from grader.records import clean_text
from grader.sandbox.engine import engine_words
from grader.sandbox.image import HOW_TO_BUILD, IMAGE, SOURCE_LABEL, build_context, engine_is_local

IMAGE_GB = 7
NEEDED_GB = 11
"""Free disk for a first build: the image, and beside it the downloads that it is unpacked from."""

_KEPT_LINES = 200
"""Of a step's output: pip, without a network, says so long before it gives up."""
_LAST_LINES = 8
"""Of a failed step's output, shown with the failure."""
_COMMAND_CHARACTERS = 60
_STEP = re.compile(r"Step (\d+)/(\d+) : (.*)", re.DOTALL)
_EXIT_STATUS = re.compile(r"returned a non-zero code: (\d+)")
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ENGINES_OWN_WORDS = ("--->", "Removing intermediate container")
"""Numbers of containers and layers, between the lines of what runs in them."""
_PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY", "NO_PROXY")
_NO_DISK = ("No space left on device", "no space left on device", "Disk quota exceeded")
_NO_NETWORK = (
    "Could not find a version that satisfies",
    "Temporary failure",
    "Network is unreachable",
    "Could not resolve",
    "Max retries exceeded",
    "ReadTimeoutError",
    "Connection refused",
    "connection refused",
    "no such host",
    "i/o timeout",
    "Client.Timeout exceeded",
    "TLS handshake timeout",
    "pull access denied",
    "server misbehaving",
    "certificate",
)


@dataclass(frozen=True)
class BuildStep:
    """A line of the Dockerfile being worked off: the third of nine, say."""

    number: int
    total: int
    command: str
    """Cut to fit a line."""

    def __str__(self) -> str:
        return f"step {self.number} of {self.total}: {self.command}"


OnProgress = Callable[[BuildStep, str], None]
"""Told of each line of output; the line is empty when the step begins."""


def build_image(
    client: docker.DockerClient, *, network: str | None, on_progress: OnProgress
) -> int:
    """Build the image and label it with what it was built from; a replaced one is removed.

    Args:
        client: an engine that answers.
        network: what the build's own containers use, `host` say; `None` for the engine's default.
        on_progress: see `OnProgress`.

    Returns:
        The image's size in bytes.

    Raises:
        SandboxUnavailable: a step failed, or the disk is too small; says which and what to do.
    """
    _require_disk(client)
    context = build_context()
    label = hashlib.sha256(context.getvalue()).hexdigest()
    try:
        events = client.api.build(
            fileobj=context,
            custom_context=True,
            tag=IMAGE,
            labels={SOURCE_LABEL: label},
            buildargs=proxy_arguments(os.environ),
            network_mode=network,
            # Leaves no container behind, built or failed.
            rm=True,
            forcerm=True,
            decode=True,
        )
        follow_build(events, on_progress)
        client.images.prune(filters={"dangling": True, "label": SOURCE_LABEL})
        return int(client.images.get(IMAGE).attrs["Size"])
    except (docker.errors.DockerException, requests.exceptions.RequestException) as error:
        raise SandboxUnavailable(
            f"the engine gave up building {IMAGE} ({engine_words(error)}); "
            f"see that it runs (docker version), then again: {HOW_TO_BUILD}"
        ) from None


def follow_build(events: Iterable[Mapping[str, Any]], on_progress: OnProgress) -> None:
    """Read what the engine tells of a build, to its end.

    Raises:
        SandboxUnavailable: a step failed.
    """
    step = BuildStep(0, 0, "sending the grader's code to the engine")
    lines: deque[str] = deque(maxlen=_KEPT_LINES)
    for event in events:
        if "error" in event:
            raise _failed(step, [*lines, *_lines_of(_shorter(str(event["error"])))])
        said = str(event.get("stream") or event.get("status") or "")
        begun = _STEP.match(said)
        if begun:
            step = _step(begun)
            lines.clear()
            on_progress(step, "")
            continue
        for line in _lines_of(said):
            lines.append(line)
            on_progress(step, line)


def remove_images(client: docker.DockerClient) -> int:
    """Remove every image that a grader of any version has built; gives their number.

    Raises:
        SandboxUnavailable: the engine refuses, because a container still runs from one, say.
    """
    try:
        # Also those without a name: what a build has replaced.
        found = {image.id for image in client.images.list(filters={"label": SOURCE_LABEL})}
        for identity in sorted(found):
            client.images.remove(identity, force=True)
    except (docker.errors.DockerException, requests.exceptions.RequestException) as error:
        raise SandboxUnavailable(
            f"the engine does not remove an image ({engine_words(error)}); "
            "let gradings end first, then again: grade image remove"
        ) from None
    return len(found)


def proxy_arguments(environment: Mapping[str, str]) -> dict[str, str]:
    """Pick the proxy variables, under both spellings: build arguments that docker knows itself."""
    names = [*_PROXY_VARIABLES, *(name.lower() for name in _PROXY_VARIABLES)]
    return {name: environment[name] for name in names if environment.get(name)}


def engine_disk(client: docker.DockerClient) -> Path | None:
    """Give the folder that a local engine keeps images in; `None` where it isn't to be seen."""
    if not engine_is_local(client):
        return None
    folder = Path(str(client.info().get("DockerRootDir") or ""))
    try:
        return folder if folder.is_absolute() and folder.is_dir() else None
    except PermissionError:
        # Its parents are root's alone; the disk that they are on is the one that counts.
        return next((each for each in folder.parents if os.access(each, os.R_OK)), None)


def _require_disk(client: docker.DockerClient) -> None:
    if client.images.list(filters={"label": SOURCE_LABEL}):
        return  # the large layers are there already
    folder = engine_disk(client)
    free = shutil.disk_usage(folder).free / 1e9 if folder else NEEDED_GB
    if free < NEEDED_GB:
        raise SandboxUnavailable(
            f"{free:.1f} GB are free where the engine keeps images ({folder}); building {IMAGE} "
            f"takes {NEEDED_GB}. Make room, with docker system prune say; {_again()}"
        )


def _step(begun: re.Match[str]) -> BuildStep:
    command = clean_text(" ".join(begun[3].split()))
    if len(command) > _COMMAND_CHARACTERS:
        command = command[: _COMMAND_CHARACTERS - 1] + "…"
    return BuildStep(int(begun[1]), int(begun[2]), command)


def _lines_of(said: str) -> list[str]:
    shown = (clean_text(line).strip() for line in _COLOURS.sub("", said).splitlines())
    return [line for line in shown if line and not line.startswith(_ENGINES_OWN_WORDS)]


def _failed(step: BuildStep, lines: list[str]) -> SandboxUnavailable:
    shown = "\n".join(f"  {line}" for line in lines[-_LAST_LINES:])
    return SandboxUnavailable(
        f"{IMAGE} could not be built. It failed at {step}\n{shown}\n{_advice(step, lines)}"
    )


def _shorter(error: str) -> str:
    # "The command '...' returned a non-zero code: 1": the command is shown as the step already.
    status = _EXIT_STATUS.search(error)
    return f"The step ended with exit status {status[1]}" if status else error


def _advice(step: BuildStep, lines: list[str]) -> str:
    output = "\n".join(lines)
    if any(words in output for words in _NO_DISK):
        return f"The disk is full: make room, with docker system prune say; {_again()}"
    if not any(words in output for words in _NO_NETWORK):
        return f"Mend what the last lines say; {_again()}"
    if step.number <= 1:
        return (
            "The base image could not be fetched: see that the engine reaches its registry "
            f"(behind a proxy, the engine needs to know it), then {_again()}. Without a registry, "
            "tools/base_image.sh in a checkout makes it on Debian, as root"
        )
    return (
        "The build seems to have reached no network: see that this machine does, then let it use "
        f"this machine's own: {HOW_TO_BUILD} --network host"
    )


def _again() -> str:
    return f"then again: {HOW_TO_BUILD}"
