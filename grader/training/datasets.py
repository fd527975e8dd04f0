"""What does a training see? A data set as tensors, loaded once."""

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from grader.errors import DataUnavailable
from grader.rubric import ImageFolder, Standardize
from grader.training.image_files import (
    RawImages,
    read_digits,
    read_image_folders,
    read_torchvision,
)
from grader.training.job import DataSource


@dataclass(frozen=True)
class LabelledImages:
    """Images with their classes.

    Attributes:
        images: (N, channels, height, width) float32, in [0, 1] unless standardised.
        labels: (N,) int64, from 0.
    """

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        """Count the images."""
        return len(self.labels)

    def part(self, start: int, stop: int) -> "LabelledImages":
        """Take some of the images without copying them."""
        return LabelledImages(self.images[start:stop], self.labels[start:stop])

    def to(self, device: torch.device) -> "LabelledImages":
        """Copy to a device, unless already there."""
        return LabelledImages(self.images.to(device), self.labels.to(device))


@dataclass(frozen=True)
class Dataset:
    """Training and test images, all on one device.

    Attributes:
        validation: held out of the end of the training set; `None` when nothing is.
        classes: one more than the largest label.
        sha256: of all images and labels, before anything is standardised or held out.
    """

    train: LabelledImages
    test: LabelledImages
    validation: LabelledImages | None
    classes: int
    sha256: str

    def to(self, device: torch.device) -> "Dataset":
        """Copy to a device, unless already there."""
        validation = None if self.validation is None else self.validation.to(device)
        return replace(
            self, train=self.train.to(device), test=self.test.to(device), validation=validation
        )


def load_dataset(source: DataSource) -> Dataset:
    """Read, scale to [0, 1], checksum, standardise and split.

    Raises:
        DataUnavailable: the files are missing, damaged, or not images of one size.
    """
    train, test = _read(source)
    if source.validation >= len(train):
        raise DataUnavailable(
            f"{source.validation:,} validation images cannot be held out of {len(train):,}"
        )
    sha256 = _checksum(train, test)
    classes = int(torch.cat([train.labels, test.labels]).max()) + 1
    if source.standardize is not None:
        train, test = (_standardized(images, source.standardize) for images in (train, test))
    kept = len(train) - source.validation
    held_out = train.part(kept, len(train)) if source.validation else None
    return Dataset(train.part(0, kept), test, held_out, classes, sha256)


def _read(source: DataSource) -> tuple[LabelledImages, LabelledImages]:
    if source.dataset == "digits":
        raw = read_digits()
    elif source.folder is None:
        raise DataUnavailable(f"no folder was given to read {source.dataset} from")
    else:
        raw = _read_files(source.dataset, Path(source.folder))
    return _as_tensors(raw[0]), _as_tensors(raw[1])


def _read_files(dataset: str | ImageFolder, folder: Path) -> tuple[RawImages, RawImages]:
    try:
        if isinstance(dataset, ImageFolder):
            return read_image_folders(folder)
        return read_torchvision(dataset, folder)
    except DataUnavailable:
        # Files that must not be read look like files that are not there.
        closed = first_unreadable(folder)
        if closed is None:
            raise
        raise DataUnavailable(
            f"{closed} may not be read by trainings, which run as a user without rights; "
            f"let them: chmod -R a+rX {folder}"
        ) from None


def first_unreadable(folder: Path) -> Path | None:
    """Find a file or folder in a folder that this user may not read; `None` if there is none."""
    if not os.access(folder, os.R_OK | os.X_OK):
        return folder
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent, name)
            if not os.access(path, os.R_OK | (os.X_OK if name in folders else 0)):
                return path
    return None


def _as_tensors(raw: RawImages) -> LabelledImages:
    pixels = torch.from_numpy(np.ascontiguousarray(raw.pixels))
    # As `ToTensor` does it: converted, then divided.
    return LabelledImages(pixels.to(torch.float32).div_(raw.white), torch.from_numpy(raw.labels))


def _checksum(train: LabelledImages, test: LabelledImages) -> str:
    """SHA-256 of shapes and values: the same for the same numbers on any machine."""
    digest = hashlib.sha256()
    for tensor in (train.images, train.labels, test.images, test.labels):
        digest.update(str(tuple(tensor.shape)).encode())
        digest.update(tensor.contiguous().numpy().data)
    return digest.hexdigest()


def _standardized(part: LabelledImages, rule: Standardize) -> LabelledImages:
    """Subtract and divide per channel; one number stands for all channels."""
    mean = torch.tensor(rule.mean, dtype=torch.float32).view(-1, 1, 1)
    std = torch.tensor(rule.std, dtype=torch.float32).view(-1, 1, 1)
    channels = part.images.shape[1]
    for values in (mean, std):
        if len(values) not in (1, channels):
            raise DataUnavailable(
                f"standardize has {len(values)} numbers, the images have {channels} channels"
            )
    return LabelledImages((part.images - mean) / std, part.labels)
