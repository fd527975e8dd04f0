"""How does a set of images work that nobody downloaded? Its arrays are built late."""

import operator
from collections.abc import Callable
from typing import Any, ClassVar

import torch
from PIL import Image
from torch.utils.data import Dataset

from grader.inside_container.stand_ins.made_up_images import (
    POOL,
    Array,
    image_pool,
    many_images,
    many_labels,
)

Transform = Callable[[Any], Any]


class MadeUpImages(Dataset[Any]):
    """What all of them share. The arrays are built when a file asks for them, if it does."""

    classes: ClassVar[list[str]] = []
    _stored_shape: ClassVar[tuple[int, ...]] = (28, 28)

    def __init__(
        self,
        is_train: bool,
        count: int,
        root: Any,
        transform: Transform | None,
        target_transform: Transform | None,
    ) -> None:
        self._is_train = is_train
        self._count = count
        self.root = root
        self.transform = transform
        self.target_transform = target_transform
        self._data: Any = None
        self._targets: Any = None

    @property
    def data(self) -> Any:
        """All images, in torchvision's type and shape."""
        if self._data is None:
            self._data = self._build_data()
        return self._data

    @data.setter
    def data(self, data: Any) -> None:
        self._data = data

    @property
    def targets(self) -> Any:
        """All labels, in torchvision's type."""
        if self._targets is None:
            self._targets = self._build_targets()
        return self._targets

    @targets.setter
    def targets(self, targets: Any) -> None:
        self._targets = targets

    @property
    def class_to_idx(self) -> dict[str, int]:
        """Class -> its number."""
        return {name: index for index, name in enumerate(self.classes)}

    def _build_data(self) -> Any:
        return many_images(self._count, self._stored_shape)

    def _labels(self) -> Array:
        return many_labels(self._count, len(self.classes))

    def _build_targets(self) -> Any:
        return self._labels().tolist()

    def _one_target(self, index: int) -> int:
        return int(self.targets[index])

    def _picture(self, stored: Any) -> Image.Image:
        return Image.fromarray(stored)

    def __len__(self) -> int:
        return self._count if self._data is None else len(self._data)

    def __getitem__(self, index: Any) -> tuple[Any, Any]:
        place = operator.index(index)
        if not -len(self) <= place < len(self):
            raise IndexError(f"index {place} is out of a set of {len(self)}")
        place %= len(self)
        stored = image_pool(self._stored_shape)[place % POOL]
        image: Any = self._picture(stored if self._data is None else self._data[place])
        target: Any = self._one_target(place)
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return image, target

    def __repr__(self) -> str:
        split = "Train" if self._is_train else "Test"
        return (
            f"Dataset {type(self).__name__}\n    Number of datapoints: {len(self)}\n"
            f"    Root location: {self.root}\n    Split: {split}"
        )


class UnknownImages(Dataset[Any]):
    """Images of a set that nobody knows: random ones, with the classes in turn."""

    def __init__(self, length: int, shape: tuple[int, ...], classes: int) -> None:
        """See the class.

        Args:
            length: how many.
            shape: of one image, channels first.
            classes: how many.
        """
        self.length, self.shape, self.classes = length, shape, classes

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: Any) -> tuple[torch.Tensor, int]:
        place = operator.index(index)
        if not -self.length <= place < self.length:
            raise IndexError(f"index {place} is out of a set of {self.length}")
        place %= self.length
        pixels = torch.from_numpy(image_pool(self.shape)[place % POOL])
        return pixels.to(torch.float32) / 255, place % self.classes
