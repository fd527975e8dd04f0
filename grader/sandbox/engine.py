"""Does a container engine answer?"""

import os
import socket
from functools import cache

import docker
import docker.constants
import docker.errors
import requests.exceptions

from grader.errors import SandboxUnavailable
from grader.records import clean_text

TIMEOUT_SECONDS = 60
"""For one answer of the engine."""
HOW_TO_GET_IT = "install Docker, start it, and see that you may use it: docker version"


@cache
def connect() -> docker.DockerClient:
    """Talk to the engine that `DOCKER_HOST`, or else the usual socket, leads to.

    Raises:
        SandboxUnavailable: none answers.
    """
    try:
        _knock(os.environ.get("DOCKER_HOST") or docker.constants.DEFAULT_UNIX_SOCKET)
        client = docker.from_env(timeout=TIMEOUT_SECONDS)
        client.ping()
    except PermissionError:
        raise SandboxUnavailable(
            "the container engine does not let you in; add yourself to its group, and log in "
            "again: sudo usermod -aG docker $USER"
        ) from None
    except (docker.errors.DockerException, requests.exceptions.RequestException, OSError) as error:
        raise SandboxUnavailable(
            f"no container engine answers ({engine_words(error)}); {HOW_TO_GET_IT}"
        ) from None
    return client


def _knock(address: str) -> None:
    """See that somebody listens on a unix socket. docker-py leaks its own when nobody does.

    Raises:
        OSError: nobody does.
    """
    kind, _, path = address.partition("://")
    if kind.endswith("unix"):
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(path if path.startswith("/") else f"/{path}")


def engine_words(error: Exception) -> str:
    """Put an engine's complaint in one line."""
    explanation = getattr(error, "explanation", None)
    text = explanation if isinstance(explanation, str) and explanation else str(error)
    return clean_text(" ".join(text.split()))
