"""Where is the data, and what is known of it without loading it? Never imports torch by itself."""

import contextlib
import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from grader.errors import DataUnavailable
from grader.network_spec import Shape
from grader.rubric import DatasetName, ImageFolder
from grader.training.image_folder import find_image_folder, survey_images


@dataclass(frozen=True)
class DatasetFacts:
    """What the checks need to know about a data set.

    Attributes:
        input_shape: (channels, height, width) of one image.
        train_images: without those held out for validation.
    """

    input_shape: Shape
    classes: int
    train_images: int
    test_images: int


_FACTS: dict[DatasetName, DatasetFacts] = {
    "mnist": DatasetFacts((1, 28, 28), 10, 60_000, 10_000),
    "fashion-mnist": DatasetFacts((1, 28, 28), 10, 60_000, 10_000),
    "cifar10": DatasetFacts((3, 32, 32), 10, 50_000, 10_000),
    "digits": DatasetFacts((1, 8, 8), 10, 1_297, 500),
}

# File -> MD5 of the files as they are used, unpacked. MNIST's are those of the original files;
# CIFAR-10's stand in torchvision. Nobody publishes Fashion-MNIST's: torchvision checks the archives
# that it downloads, and here only the size is compared.
_MD5: dict[DatasetName, dict[str, str]] = {
    "mnist": {
        "MNIST/raw/train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
        "MNIST/raw/train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
        "MNIST/raw/t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
        "MNIST/raw/t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
    },
    "cifar10": {
        "cifar-10-batches-py/data_batch_1": "c99cafc152244af753f735de768cd75f",
        "cifar-10-batches-py/data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
        "cifar-10-batches-py/data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
        "cifar-10-batches-py/data_batch_4": "634d18415352ddfa80567beed471001a",
        "cifar-10-batches-py/data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
        "cifar-10-batches-py/test_batch": "40351d587109b95175f43aff81a1287e",
        "cifar-10-batches-py/batches.meta": "5ff9c542aee3614f3951f8cda6e48888",
    },
}
_SIZES: dict[DatasetName, dict[str, int]] = {
    "fashion-mnist": {
        "FashionMNIST/raw/train-images-idx3-ubyte": 47_040_016,
        "FashionMNIST/raw/train-labels-idx1-ubyte": 60_008,
        "FashionMNIST/raw/t10k-images-idx3-ubyte": 7_840_016,
        "FashionMNIST/raw/t10k-labels-idx1-ubyte": 10_008,
    },
}


def default_data_folder() -> Path:
    """Where data is kept when nobody names a folder: the user's cache."""
    return Path(platformdirs.user_cache_dir("grader")) / "data"


def prepare_data(
    dataset: DatasetName | ImageFolder, data_folder: Path, announce: Callable[[str], None]
) -> Path | None:
    """Find a data set's files, downloading them on first use, and see that they are whole.

    Args:
        dataset: as the rubric names it.
        data_folder: torchvision's `root`: MNIST lies in its `MNIST/raw`.
        announce: told, in one sentence, before a download starts.

    Returns:
        The folder that the trainer reads, `None` for data that comes with a package.

    Raises:
        DataUnavailable: neither there nor to be had, or damaged.
    """
    if dataset == "digits":
        return None
    if isinstance(dataset, ImageFolder):
        return find_image_folder(dataset, data_folder)
    folder = data_folder.expanduser().absolute()
    missing = missing_files(dataset, folder)
    if missing:
        announce(f"{folder} has no {missing[0]}: downloading {dataset} into it, once")
        _download(dataset, folder)
    _require_whole(dataset, folder)
    return folder


def missing_files(dataset: DatasetName, folder: Path) -> list[str]:
    """List what a data folder lacks of a data set; nothing for data that comes with a package."""
    files = (*_MD5.get(dataset, {}), *_SIZES.get(dataset, {}))
    return [name for name in files if not (folder / name).is_file()]


def data_files(dataset: DatasetName | ImageFolder, folder: Path | None) -> list[list[str | int]]:
    """List a data set's files so that a change shows: name, bytes, and when last written.

    Args:
        dataset: as the rubric names it.
        folder: as `prepare_data` returned it; `None` for data that comes with a package.
    """
    if folder is None:
        return []
    if isinstance(dataset, ImageFolder):
        files = sorted(file for file in folder.rglob("*") if file.is_file())
    else:
        known = (*_MD5.get(dataset, {}), *_SIZES.get(dataset, {}))
        files = [folder / name for name in known]
    found = [(file.relative_to(folder).as_posix(), file.stat()) for file in files]
    return [[name, facts.st_size, facts.st_mtime_ns] for name, facts in found]


def dataset_facts(
    dataset: DatasetName | ImageFolder, folder: Path | None, validation: int = 0
) -> DatasetFacts:
    """Tell shape, classes and sizes of a data set without loading it.

    Args:
        dataset: as the rubric names it.
        folder: as `prepare_data` returned it.
        validation: images that are held out of the training set.

    Raises:
        DataUnavailable: a folder of images that is not one, or too few images to hold any out.
    """
    if isinstance(dataset, ImageFolder):
        if folder is None:
            raise DataUnavailable("no folder was given to look for images in")
        facts = DatasetFacts(*survey_images(folder))
    else:
        facts = _FACTS[dataset]
    if validation >= facts.train_images:
        raise DataUnavailable(
            f"{validation:,} validation images cannot be held out of {facts.train_images:,}"
        )
    return DatasetFacts(
        facts.input_shape, facts.classes, facts.train_images - validation, facts.test_images
    )


def _require_whole(dataset: DatasetName, folder: Path) -> None:
    for name, size in _SIZES.get(dataset, {}).items():
        if (folder / name).stat().st_size != size:
            raise _damaged(folder / name)
    for name, md5 in _MD5.get(dataset, {}).items():
        with (folder / name).open("rb") as file:
            found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
        if found.hexdigest() != md5:
            raise _damaged(folder / name)


def _damaged(file: Path) -> DataUnavailable:
    return DataUnavailable(f"{file} is damaged: remove it, and it is downloaded again")


def _download(dataset: DatasetName, folder: Path) -> None:
    try:
        # Standard output belongs to the results, whatever torchvision may print.
        with contextlib.redirect_stdout(sys.stderr):
            _download_through_torchvision(dataset, folder)
    except (RuntimeError, OSError) as error:
        files = ", ".join((*_MD5.get(dataset, {}), *_SIZES.get(dataset, {})))
        raise DataUnavailable(
            f"{dataset} is not in {folder} and could not be downloaded into it "
            f"({' '.join(str(error).split())}). Put {files} there, or name a folder that has them "
            "with --data; --rubric digits needs no download"
        ) from error


def _download_through_torchvision(dataset: DatasetName, folder: Path) -> None:
    # Imports torch, which the host otherwise never does: two seconds, on first use only.
    from torchvision import datasets

    folder.mkdir(parents=True, exist_ok=True)
    kind = {
        "mnist": datasets.MNIST,
        "fashion-mnist": datasets.FashionMNIST,
        "cifar10": datasets.CIFAR10,
    }[dataset]
    kind(str(folder), download=True)
