"""What stands for torchvision's data sets? Made-up images, as many and of the same types."""

from typing import Any, ClassVar

import torch
from PIL import Image
from torch.utils.data import Dataset

from grader.inside_container.plain_values import attributes_of, is_a, own_name
from grader.inside_container.stand_ins import class_names
from grader.inside_container.stand_ins.made_up_images import Array, many_images, many_labels
from grader.inside_container.stand_ins.made_up_sets import MadeUpImages, Transform


class MNIST(MadeUpImages):
    """Stands for `torchvision.datasets.MNIST`."""

    classes: ClassVar[list[str]] = list(class_names.DIGITS)
    mirrors: ClassVar[list[str]] = []
    resources: ClassVar[list[Any]] = []

    def __init__(
        self,
        root: Any,
        train: bool = True,
        transform: Transform | None = None,
        target_transform: Transform | None = None,
        download: bool = False,
    ) -> None:
        self.train = bool(train)
        count = 60_000 if train else 10_000
        super().__init__(self.train, count, root, transform, target_transform)

    @property
    def train_data(self) -> Any:
        """The old name of `data`."""
        return self.data

    @property
    def train_labels(self) -> Any:
        """The old name of `targets`."""
        return self.targets

    test_data, test_labels = train_data, train_labels

    def _build_data(self) -> Any:
        return torch.from_numpy(many_images(self._count, self._stored_shape))

    def _build_targets(self) -> Any:
        return torch.from_numpy(self._labels())

    def _picture(self, stored: Any) -> Image.Image:
        return Image.fromarray(stored.numpy() if isinstance(stored, torch.Tensor) else stored)


class FashionMNIST(MNIST):
    """Stands for `torchvision.datasets.FashionMNIST`."""

    classes: ClassVar[list[str]] = list(class_names.FASHION)


class KMNIST(MNIST):
    """Stands for `torchvision.datasets.KMNIST`."""

    classes: ClassVar[list[str]] = list(class_names.KUZUSHIJI)


class EMNIST(MNIST):
    """Stands for `torchvision.datasets.EMNIST`."""

    splits = tuple(class_names.EMNIST)
    _COUNTS: ClassVar[dict[str, tuple[int, int]]] = {
        "byclass": (697_932, 116_323),
        "bymerge": (697_932, 116_323),
        "balanced": (112_800, 18_800),
        "letters": (124_800, 20_800),
        "digits": (240_000, 40_000),
        "mnist": (60_000, 10_000),
    }

    def __init__(self, root: Any, split: str, **kwargs: Any) -> None:
        if split not in self.splits:
            raise ValueError(f"split is {split!r}; it must be one of: {', '.join(self.splits)}")
        super().__init__(root, **kwargs)
        self.split = split
        self._count = self._COUNTS[split][not self.train]
        vars(self)["classes"] = list(class_names.EMNIST[split])

    def _labels(self) -> Array:
        first = int(self.split == "letters")
        return many_labels(self._count, len(self.classes) - first, first)


class QMNIST(MNIST):
    """Stands for `torchvision.datasets.QMNIST`."""

    _COUNTS: ClassVar[dict[str, int]] = {
        "train": 60_000,
        "test": 60_000,
        "test10k": 10_000,
        "test50k": 50_000,
        "nist": 402_953,
    }

    def __init__(
        self,
        root: Any,
        what: str | None = None,
        compat: bool = True,
        train: bool = True,
        **kwargs: Any,
    ) -> None:
        self.what = what or ("train" if train else "test")
        if self.what not in self._COUNTS:
            raise ValueError(f"what is {what!r}; it must be one of: {', '.join(self._COUNTS)}")
        super().__init__(root, self.what == "train", **kwargs)
        self.compat = compat
        self._count = self._COUNTS[self.what]

    def _build_targets(self) -> Any:
        table = torch.zeros(self._count, 8, dtype=torch.int64)  # what else is known of a digit
        table[:, 0] = torch.from_numpy(self._labels())
        return table

    def _one_target(self, index: int) -> Any:
        return int(self.targets[index][0]) if self.compat else self.targets[index]


class CIFAR10(MadeUpImages):
    """Stands for `torchvision.datasets.CIFAR10`."""

    classes: ClassVar[list[str]] = list(class_names.CIFAR10)
    _stored_shape = (32, 32, 3)

    def __init__(
        self,
        root: Any,
        train: bool = True,
        transform: Transform | None = None,
        target_transform: Transform | None = None,
        download: bool = False,
    ) -> None:
        self.train = bool(train)
        count = 50_000 if train else 10_000
        super().__init__(self.train, count, root, transform, target_transform)


class CIFAR100(CIFAR10):
    """Stands for `torchvision.datasets.CIFAR100`."""

    classes: ClassVar[list[str]] = list(class_names.CIFAR100)


class SVHN(MadeUpImages):
    """Stands for `torchvision.datasets.SVHN`."""

    classes: ClassVar[list[str]] = [str(digit) for digit in range(10)]
    _stored_shape = (3, 32, 32)
    _COUNTS: ClassVar[dict[str, int]] = {"train": 73_257, "test": 26_032, "extra": 531_131}

    def __init__(
        self,
        root: Any,
        split: str = "train",
        transform: Transform | None = None,
        target_transform: Transform | None = None,
        download: bool = False,
    ) -> None:
        if split not in self._COUNTS:
            raise ValueError(f"split is {split!r}; it must be one of: {', '.join(self._COUNTS)}")
        self.split = split
        count = self._COUNTS[split]
        super().__init__(split != "test", count, root, transform, target_transform)

    @property
    def labels(self) -> Any:
        """All labels: (N,) int64."""
        return self.targets

    @labels.setter
    def labels(self, labels: Any) -> None:
        self.targets = labels

    def _build_targets(self) -> Any:
        return self._labels()

    def _picture(self, stored: Any) -> Image.Image:
        return Image.fromarray(stored.transpose(1, 2, 0))


class ImageFolder(MadeUpImages):
    """Stands for `torchvision.datasets.ImageFolder`, of a folder that is not here."""

    classes: ClassVar[list[str]] = [f"class{index}" for index in range(10)]
    _stored_shape = (32, 32, 3)

    def __init__(
        self,
        root: Any,
        transform: Transform | None = None,
        target_transform: Transform | None = None,
        loader: Any = None,
        is_valid_file: Any = None,
        allow_empty: bool = False,
    ) -> None:
        last = str(root).rstrip("/\\").replace("\\", "/").rpartition("/")[2].lower()
        is_train = not any(word in last for word in ("test", "val", "eval"))
        count = 50_000 if is_train else 10_000
        super().__init__(is_train, count, root, transform, target_transform)

    @property
    def samples(self) -> list[tuple[str, int]]:
        """Path and label of every image."""
        return [
            (f"{self.root}/{self.classes[target]}/{index}.png", target)
            for index, target in enumerate(self.targets)
        ]

    imgs = samples


TORCHVISION: dict[str, tuple[type[MadeUpImages], ...]] = {
    "mnist": (FashionMNIST, KMNIST, EMNIST, QMNIST, MNIST),
    "cifar": (CIFAR100, CIFAR10),
    "svhn": (SVHN,),
    "folder": (ImageFolder,),
}
"""Module of `torchvision.datasets` -> its classes that are replaced, a base after what derives."""


def known_set(dataset: object) -> tuple[str, bool] | None:
    """Tell which set a value is, and whether its training half; `None` if none of these.

    Goes by the value's true class, a student's subclass of one included; runs none of its code.
    """
    for cls in _CLASSES:
        if is_a(dataset, cls):
            return own_name(cls), _has_flag(dataset)
    return None


_CLASSES = tuple(cls for classes in TORCHVISION.values() for cls in classes)


def _has_flag(dataset: object) -> bool:
    try:
        return attributes_of(dataset, Dataset).get("_is_train") is True
    except ValueError:
        return False
