"""What determines the number that a training gives? Digests of it, for keeping results."""

import hashlib
import json
import os
import platform
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from grader.rubric import DatasetName, ImageFolder
from grader.sandbox.interface import Sandbox
from grader.training.data_folder import data_files
from grader.training.job import DataLoaded, Device, Ready, TrainingJob

_PACKAGE = Path(__file__).parents[1]
# All that runs in a trainer's box and may move a digit of what comes out.
_TRAINING_CODE = ("training/*.py", "inside_container/train_network.py", "network_spec.py")
_DESCRIBING_CODE = (
    "inside_container/**/*.py",
    "extraction.py",
    "transcript.py",
    "description.py",
    "describe_messages.py",
    "training_runs.py",
    "history.py",
    "network_spec.py",
    "places.py",
    "records.py",
)


def training_key(job: TrainingJob, ready: Ready, data: DataLoaded) -> str:
    """Digest all that a training's numbers depend on: job, data, device, versions, our code.

    What layers are called, where the data lies and how long a training may take is not part of it.
    """
    return digest(
        {
            "job": job_key(job),
            "data": data.sha256,
            "trainer": ready.model_dump(mode="json"),
            "code": code_digest(*_TRAINING_CODE),
        }
    )


def job_key(job: TrainingJob) -> str:
    """Digest what is to be trained, and how."""
    schedule = job.schedule
    return digest(
        {
            "layers": [layer.model_dump(mode="json", exclude={"name"}) for layer in job.layers],
            "optimizer": job.optimizer.model_dump(mode="json"),
            "schedule": schedule.model_dump(mode="json", exclude={"name"}) if schedule else None,
            "epochs": job.epochs,
            "batch_size": job.batch_size,
            "loss": job.loss,
            "seed": job.seed,
            "source": job.source.model_dump(mode="json", exclude={"folder"}),
        }
    )


def trainer_key(sandbox: Sandbox, device: Device) -> str:
    """Digest what decides how a trainer will present itself: where and on what it will run."""
    return digest(
        {
            "device": device,
            "image": sandbox.image,
            "engine": os.environ.get("DOCKER_HOST") if sandbox.image else None,
            "python": None if sandbox.image else sys.version,
            "torch": None if sandbox.image else [_version("torch"), _version("torchvision")],
            "processor": _processor(),
            "gpu": _gpu() if device == "cuda" else None,
            "code": code_digest(*_TRAINING_CODE),
        }
    )


def data_key(dataset: DatasetName | ImageFolder, folder: Path | None) -> str:
    """Digest which files a data set is made of, without reading them all.

    Args:
        dataset: as the rubric names it.
        folder: as `prepare_data` returned it.
    """
    name = dataset if isinstance(dataset, str) else dataset.image_folder
    return digest(
        {
            "dataset": name,
            "packages": [_version("scikit-learn"), _version("torchvision"), _version("pillow")],
            "files": data_files(dataset, folder),
            "code": code_digest(*_TRAINING_CODE),
        }
    )


def description_key(request: bytes, cells: object, sandbox: Sandbox) -> str:
    """Digest what a description depends on: the file, what is asked of it, and what it runs in.

    Args:
        request: what is sent into the box.
        cells: of a notebook, as plain JSON: they decide how places read, and where sections end.
        sandbox: the box.
    """
    return digest(
        {
            "request": hashlib.sha256(request).hexdigest(),
            "cells": cells,
            "sandbox": sandbox.kind,
            "image": sandbox.image,
            "python": None if sandbox.image else sys.version,
            "packages": None if sandbox.image else _packages(),
            "code": code_digest(*_DESCRIBING_CODE),
        }
    )


def digest(plain: object) -> str:
    """SHA-256 of JSON, as hexadecimal digits."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


@cache
def code_digest(*patterns: str) -> str:
    """SHA-256 of files of this package, names and contents."""
    files = {file for pattern in patterns for file in _PACKAGE.glob(pattern)}
    contents = {
        file.relative_to(_PACKAGE).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }
    return digest(contents)


@cache
def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


@cache
def _packages() -> list[str]:
    """List what students' files may import here, with versions: "pandas-2.3.0.dist-info"."""
    folders = [Path(entry) for entry in sys.path if entry]
    return sorted({each.name for folder in folders for each in folder.glob("*.dist-info")})


@cache
def _processor() -> str:
    """Name the processor with its instructions: they decide a sum's last digits."""
    try:
        lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
    except OSError:
        return platform.processor()
    wanted = ("model name", "flags", "Features", "CPU implementer", "CPU part")
    return "\n".join(sorted({line for line in lines if line.startswith(wanted)}))


@cache
def _gpu() -> str:
    """Name the GPUs and their driver as far as that can be read without torch."""
    driver = Path("/proc/driver/nvidia")
    if not driver.is_dir():
        return "unknown"
    words = [(driver / "version").read_text(errors="replace")]
    for card in sorted((driver / "gpus").glob("*/information")):
        words.append(card.read_text(errors="replace").split("\n", 1)[0])
    return "\n".join(words)
