"""How are a data set's files read? As pixels and labels, the way torchvision reads them."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from grader.errors import DataUnavailable

DIGITS_TEST_IMAGES_PER_CLASS = 50

Pixels = npt.NDArray[np.uint8]


class RawImages(NamedTuple):
    """One part of a data set as it is stored."""

    pixels: Pixels
    """(N, channels, height, width)."""
    white: int
    """The pixel value that becomes 1.0."""
    labels: npt.NDArray[np.int64]


def read_torchvision(name: str, folder: Path) -> tuple[RawImages, RawImages]:
    """Read the training and the test set of "mnist", "fashion-mnist" or "cifar10".

    Raises:
        DataUnavailable: the files are not there, or damaged.
    """
    # Here and not above: the digits, and a first demo, do without torchvision.
    from torchvision import datasets

    kind = {
        "mnist": datasets.MNIST,
        "fashion-mnist": datasets.FashionMNIST,
        "cifar10": datasets.CIFAR10,
    }[name]
    try:
        train, test = (kind(str(folder), train=part, download=False) for part in (True, False))
    except (RuntimeError, OSError, ValueError) as error:
        raise DataUnavailable(f"{name} in {folder} cannot be read: {error}") from error
    return _from_torchvision(train), _from_torchvision(test)


def _from_torchvision(part: Any) -> RawImages:
    pixels = np.asarray(part.data)
    # MNIST has no channel dimension, CIFAR-10 has it last.
    pixels = pixels[:, np.newaxis] if pixels.ndim == 3 else pixels.transpose(0, 3, 1, 2)
    return RawImages(pixels, 255, np.asarray(part.targets, dtype=np.int64))


def read_digits() -> tuple[RawImages, RawImages]:
    """Split scikit-learn's 1,797 digits into 1,297 for training and 500 for testing.

    The test set is, of each class, the 50 images whose SHA-256 (of the 64 pixels, a byte each) is
    smallest; both sets are in the order of that checksum. As good as a shuffle, and the same under
    any version of any library.
    """
    from sklearn.datasets import load_digits

    digits = load_digits()
    pixels = digits.images.astype(np.uint8)  # (1797, 8, 8), values 0 to 16
    labels = digits.target.astype(np.int64)
    shuffled = _by_checksum(range(len(pixels)), lambda i: pixels[i].tobytes())
    test = np.concatenate(
        [shuffled[labels[shuffled] == digit][:DIGITS_TEST_IMAGES_PER_CLASS] for digit in range(10)]
    )
    is_test = np.isin(shuffled, test)
    train_part, test_part = (
        RawImages(pixels[chosen][:, np.newaxis], 16, labels[chosen])
        for chosen in (shuffled[~is_test], shuffled[is_test])
    )
    return train_part, test_part


def read_image_folders(folder: Path) -> tuple[RawImages, RawImages]:
    """Read `train/<class>/` and `test/<class>/` with torchvision's `ImageFolder`, always as RGB.

    Each part is in the order of the SHA-256 of "class/file name": by class, as they lie in their
    folders, images held out of the end for validation would all be of the last class.

    Raises:
        DataUnavailable: a folder or a class is missing, or an image is damaged or of another size.
    """
    from torchvision import datasets

    try:
        train, test = (datasets.ImageFolder(str(folder / part)) for part in ("train", "test"))
        if train.classes != test.classes:
            different = min(set(train.classes) ^ set(test.classes))
            raise DataUnavailable(f"{folder}: train/ and test/ differ in the class {different!r}")
        size = train.loader(train.samples[0][0]).size
        return _from_image_folder(train, size), _from_image_folder(test, size)
    except OSError as error:  # Pillow's error for a damaged image is one of these, too
        raise DataUnavailable(f"images in {folder} cannot be read: {error}") from error


def _from_image_folder(part: Any, size: tuple[int, int]) -> RawImages:
    root = Path(part.root)
    order = _by_checksum(
        range(len(part.samples)),
        lambda i: Path(part.samples[i][0]).relative_to(root).as_posix().encode(),
    )
    width, height = size
    pixels = np.empty((len(order), 3, height, width), dtype=np.uint8)
    for row, i in enumerate(order):
        path = part.samples[i][0]
        image = part.loader(path)
        if image.size != size:
            raise DataUnavailable(
                f"{path} is {image.size[0]}x{image.size[1]} pixels, others are {width}x{height}"
            )
        pixels[row] = np.asarray(image).transpose(2, 0, 1)
    return RawImages(pixels, 255, np.asarray(part.targets, dtype=np.int64)[order])


def _by_checksum(items: Iterable[int], content: Callable[[int], bytes]) -> npt.NDArray[np.int64]:
    """Shuffle reproducibly: in the order of each item's SHA-256."""
    ordered = sorted(items, key=lambda item: hashlib.sha256(content(item)).digest())
    return np.asarray(ordered, dtype=np.int64)
