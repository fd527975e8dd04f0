"""Has the engine what our containers need: the image, and a GPU when one is asked for?"""

import hashlib
import io
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

import docker
import docker.errors
import docker.types
import requests.exceptions

from grader import __version__
from grader.records import clean_text
from grader.sandbox.engine import engine_words
from grader.sandbox.owner import OWNER_LABEL, this_process

IMAGE = f"grader:{__version__}"
SOURCE_LABEL = "org.grader.source"
"""On the image: the digest of what it was built from, `source_digest()`."""
HOW_TO_BUILD = "grade image build"
NVIDIA_DEVICE = Path("/dev/nvidiactl")
"""There wherever NVIDIA's driver is."""
_CHECK_GPU = "see that nvidia-smi works on the engine's machine, or train with: --device cpu"

_PACKAGE = Path(__file__).parents[1]
# Installed from a wheel these lie inside the package, in a checkout beside it.
_BESIDE_THE_CODE = ("Dockerfile", "requirements.lock")


def build_context() -> io.BytesIO:
    """Pack all that the image is built from: a tar, the same to the byte for the same sources."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, file in _sources().items():
            content = file.read_bytes()
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    packed.seek(0)
    return packed


@cache
def source_digest() -> str:
    """Give the SHA-256 of all that the image is built from, as hexadecimal digits.

    Names and contents alone count, so that a checkout and an installed wheel of it agree.
    """
    return hashlib.sha256(build_context().getvalue()).hexdigest()


def image_fault(client: docker.DockerClient) -> str | None:
    """Say why containers can't start from the image, and what to do; `None` when they can."""
    try:
        image = client.images.get(IMAGE)
    except docker.errors.ImageNotFound:
        return f"the image {IMAGE} is not built; build it once with: {HOW_TO_BUILD}"
    except (docker.errors.DockerException, requests.exceptions.RequestException) as error:
        return f"the engine does not tell what images it has ({engine_words(error)}); restart it"
    if image.labels.get(SOURCE_LABEL) != source_digest():
        return (
            f"the image {IMAGE} was built from other sources of the grader; "
            f"build it again with: {HOW_TO_BUILD}"
        )
    return None


def image_digest(client: docker.DockerClient) -> str | None:
    """Give the image's id, `sha256:...`; `None` when it isn't there or the engine won't say."""
    try:
        identity = client.images.get(IMAGE).id
    except (docker.errors.DockerException, requests.exceptions.RequestException):
        return None
    return str(identity)


def _sources() -> dict[str, Path]:
    """Name in the build context -> file, sorted by name."""
    folder = next(
        folder for folder in (_PACKAGE, _PACKAGE.parent) if (folder / "Dockerfile").is_file()
    )
    files = {name: folder / name for name in _BESIDE_THE_CODE}
    for file in _PACKAGE.rglob("*.py"):
        files[f"grader/{file.relative_to(_PACKAGE).as_posix()}"] = file
    return dict(sorted(files.items()))


def gpu_fault(client: docker.DockerClient, device: Path = NVIDIA_DEVICE) -> str | None:
    """Say why containers can't compute on the GPU, and what to do; `None` when they can.

    Tries it in a throw-away container, which takes some seconds.
    """
    if engine_is_local(client) and not device.exists():
        return f"this machine has no NVIDIA device ({device}); train with: --device cpu"
    fault = image_fault(client)
    if fault is not None:
        return fault
    try:
        words = _try_gpu(client)
    except (docker.errors.DockerException, requests.exceptions.RequestException) as error:
        return _gpu_words(engine_words(error))
    return None if words is None else f"torch finds no GPU in a container ({words}); {_CHECK_GPU}"


def gpu_request(client: docker.DockerClient) -> docker.types.DeviceRequest:
    """Build what a container asks the engine for: all GPUs, to compute on."""
    if _has_only_cdi(client.info()):
        return docker.types.DeviceRequest(driver="cdi", device_ids=["nvidia.com/gpu=all"])
    return docker.types.DeviceRequest(count=-1, capabilities=[["gpu", "compute", "utility"]])


def engine_is_local(client: docker.DockerClient) -> bool:
    """Whether the engine answers on a socket of this machine, and so has its disk and devices."""
    # docker-py's name for a unix socket; over SSH or TCP another host stands in it.
    return str(client.api.base_url) == "http+docker://localhost"


def _has_only_cdi(info: dict[str, Any]) -> bool:
    """Whether the engine knows GPUs by the Container Device Interface, and no runtime for them."""
    devices = info.get("DiscoveredDevices") or ()
    named = any(str(each.get("ID", "")).startswith("nvidia.com/gpu") for each in devices)
    return named and "nvidia" not in (info.get("Runtimes") or {})


def _try_gpu(client: docker.DockerClient) -> str | None:
    """Let torch start CUDA in a container; gives its last words when it can't."""
    container = client.containers.create(
        IMAGE,
        ["python", "-I", "-c", "import torch; torch.cuda.init()"],
        device_requests=[gpu_request(client)],
        labels={OWNER_LABEL: this_process().to_label()},
        network_mode="none",
        read_only=True,
        cap_drop=["ALL"],
        security_opt=["no-new-privileges"],
    )
    try:
        container.start()
        if container.wait()["StatusCode"] == 0:
            return None
        lines = container.logs(tail=1).decode(errors="replace").strip()
        return clean_text(lines) or "it gave no reason"
    finally:
        container.remove(force=True)


def _gpu_words(said: str) -> str:
    # The engine's words when nothing in it knows what a GPU is.
    if "could not select device driver" in said or "unknown or invalid runtime" in said:
        return (
            "the engine has no NVIDIA runtime; install nvidia-container-toolkit "
            "and restart the engine"
        )
    return f"a container with the GPU does not start ({said}); {_CHECK_GPU}"
