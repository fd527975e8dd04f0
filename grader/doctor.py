"""What does this machine have for grading, and what is to be done about the rest?"""

import os
import platform
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import docker

from grader import __version__
from grader.errors import GraderError, SandboxUnavailable
from grader.inside_container import system_calls
from grader.rubric import ImageFolder
from grader.rubric_file import bundled_rubrics, read_rubric
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.engine import connect
from grader.sandbox.image import IMAGE, NVIDIA_DEVICE, engine_is_local, gpu_fault, image_fault
from grader.sandbox.image_build import NEEDED_GB, engine_disk
from grader.training.data_folder import missing_files

SANDBOX = "sandbox"
"""Name of the finding that decides whether grading can begin."""
RESULTS_GB = 1
"""A class of hundreds writes some megabytes; less than this is soon filled by others."""
CONTAINERS_GB = 1
"""What containers write goes to memory, but the engine itself needs some disk to start them."""


State = Literal["ok", "missing", "problem"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    state: State
    """`missing` can be done without; a `problem` can't, or is a surprise."""
    said: str
    advice: str | None = None
    """What to do; `None` when there is nothing to be done."""


def examine(output_dir: Path, data_folder: Path) -> list[Finding]:
    """Look at everything, in the order in which it is to be read.

    Args:
        output_dir: where results would go; it need not be there.
        data_folder: where data sets would be looked for.
    """
    try:
        client, no_engine = connect(), ""
    except SandboxUnavailable as error:
        client, no_engine = None, str(error)
    return [
        find_versions(),
        find_engine(client, no_engine),
        find_image(client),
        find_gpu(client),
        find_bubblewrap(),
        find_seccomp(),
        find_landlock(),
        *find_data(data_folder),
        find_results(output_dir),
        *find_images(client),
        find_sandbox(),
    ]


def can_grade(findings: Iterable[Finding]) -> bool:
    """Whether student code can be graded here in a sandbox that is safe."""
    return any(finding.name == SANDBOX and finding.state == "ok" for finding in findings)


def find_versions() -> Finding:
    """Name the versions that decide what comes out."""
    try:
        torch = metadata.version("torch")
    except metadata.PackageNotFoundError:
        return Finding("versions", "problem", "torch is not installed", "install grader again")
    said = f"grader {__version__}, torch {torch}, Python {platform.python_version()}"
    return Finding("versions", "ok", said)


def find_engine(client: docker.DockerClient | None, no_engine: str) -> Finding:
    """Say which container engine answers.

    Args:
        client: the engine, where one answers.
        no_engine: else why not.
    """
    if client is None:
        return _told("engine", "missing", no_engine)
    version = client.version()
    return Finding(
        "engine", "ok", f"Docker {version.get('Version')}, API {version.get('ApiVersion')}"
    )


def find_image(client: docker.DockerClient | None) -> Finding:
    """Say whether the docker sandbox has the image that belongs to this grader."""
    if client is None:
        return Finding("image", "missing", "no engine to keep it", "see engine")
    fault = image_fault(client)
    if fault is not None:
        return _told("image", "missing", fault)
    size = int(client.images.get(IMAGE).attrs["Size"]) / 1e9
    return Finding("image", "ok", f"{IMAGE}, {size:.1f} GB, matches this grader")


def find_gpu(client: docker.DockerClient | None, device: Path = NVIDIA_DEVICE) -> Finding:
    """Say whether trainings can use a GPU, in a container too where there is an engine."""
    here = device.exists()
    if not here and (client is None or engine_is_local(client)):
        return Finding("GPU", "missing", "no NVIDIA device here; trainings run on the CPU")
    if client is None:
        return Finding("GPU", "ok", "an NVIDIA device, for trainings in bubblewrap")
    fault = gpu_fault(client, device)
    if fault is None:
        return Finding("GPU", "ok", "an NVIDIA device, and torch finds it in a container")
    return _told("GPU", "problem" if image_fault(client) is None else "missing", fault)


def find_bubblewrap() -> Finding:
    """Say whether boxes can be made without an engine."""
    try:
        box = Bubblewrap()
    except SandboxUnavailable as error:
        return _told("bubblewrap", "missing", str(error), "use docker, or another machine")
    return Finding("bubblewrap", "ok", box.description.partition(": ")[2])


def find_seccomp() -> Finding:
    """Say whether system calls can be filtered for student code."""
    fault = system_calls.fault()
    if fault is not None:
        return _told("seccomp", "problem", fault)
    return Finding("seccomp", "ok", "libseccomp filters system calls")


def find_landlock() -> Finding:
    """Say whether the kernel keeps files from student code."""
    from grader.inside_container.landlock import abi

    found = abi()
    if found == 0:
        return Finding(
            "Landlock",
            "missing",
            "this kernel has it not, or switched off; the other walls still stand",
            "use Linux 5.13 or later, with landlock among the kernel's lsm=",
        )
    return Finding("Landlock", "ok", f"version {found} of the kernel's interface")


def find_data(data_folder: Path) -> list[Finding]:
    """Say of each bundled rubric where its data is, or will come from."""
    folder = data_folder.expanduser().absolute()
    return [_data_of(name, path, folder) for name, path in bundled_rubrics().items()]


def find_results(output_dir: Path) -> Finding:
    """Say whether results can be written, and how much."""
    there = _nearest(output_dir)
    if not os.access(there, os.W_OK):
        said = f"{there} cannot be written to"
        return Finding("results", "problem", said, "name another folder with -o")
    return _room("results", there, RESULTS_GB)


def find_images(client: docker.DockerClient | None) -> list[Finding]:
    """Say how much the engine can still store; nothing of one whose disk is not to be seen."""
    folder = engine_disk(client) if client is not None else None
    if folder is None:
        return []
    built = client is not None and image_fault(client) is None
    return [_room("images", folder, CONTAINERS_GB if built else NEEDED_GB)]


def find_sandbox() -> Finding:
    """Say which sandbox `--sandbox auto` takes, by taking it."""
    try:
        chosen = choose_sandbox("auto")
    except SandboxUnavailable as error:
        return _told(SANDBOX, "problem", str(error), "see docker and bubblewrap above")
    kind = chosen.sandbox.kind
    if kind == "process":
        return Finding(
            SANDBOX,
            "problem",
            "auto takes a plain process: neither docker nor bubblewrap works here",
            "do what engine and image say above, or what bubblewrap says: one is enough",
        )
    why = "the safest" if kind == "docker" else "docker can't be used: see engine and image"
    return Finding(SANDBOX, "ok", f"auto takes {kind}: {why}")


def _data_of(rubric: str, path: Path, folder: Path) -> Finding:
    try:
        dataset = read_rubric(path).rubric.dataset
    except GraderError as error:
        return Finding("data", "problem", str(error), "install grader again")
    if isinstance(dataset, ImageFolder):
        return Finding("data", "ok", f"{rubric}: a folder of images, {dataset.image_folder}")
    missing = missing_files(dataset, folder)
    if dataset == "digits":
        return Finding("data", "ok", f"{rubric}: comes with scikit-learn")
    if not missing:
        return Finding("data", "ok", f"{rubric}: {dataset} is in {folder}")
    return Finding(
        "data",
        "missing",
        f"{rubric}: {dataset} is not in {folder}; it is downloaded when first needed",
        "without a network, name a folder that has it with --data or GRADER_DATA",
    )


def _room(name: str, folder: Path, wanted_gb: int) -> Finding:
    free = shutil.disk_usage(folder).free / 1e9
    said = f"{free:.1f} GB free in {folder}"
    if free < wanted_gb:
        return Finding(name, "problem", said, f"make room: it should be {wanted_gb} GB or more")
    return Finding(name, "ok", said)


def _nearest(folder: Path) -> Path:
    """Find the folder itself or the closest above it that exists."""
    folder = folder.expanduser().absolute()
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def _told(name: str, state: State, message: str, advice: str | None = None) -> Finding:
    """Take apart a message as the sandboxes write them: what is the matter; what to do."""
    said, _, told = message.rpartition("; ")
    return Finding(name, state, said, told) if said else Finding(name, state, told, advice)
