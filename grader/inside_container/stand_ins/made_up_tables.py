"""What do functions give that load a data set as arrays? Arrays of its shapes and types."""

import types
from typing import Any

import numpy

from grader.inside_container.stand_ins.made_up_images import Array, many_images, many_labels

KERAS_SETS: dict[str, tuple[int, int, tuple[int, ...], int]] = {
    "mnist": (60_000, 10_000, (28, 28), 10),
    "fashion_mnist": (60_000, 10_000, (28, 28), 10),
    "cifar10": (50_000, 10_000, (32, 32, 3), 10),
    "cifar100": (50_000, 10_000, (32, 32, 3), 100),
}
"""Name -> training images, test images, shape of one, classes."""

_PIXELS = 784
_FULL_SETS = {"cifar": (60_000, 3072), "mnist": (70_000, _PIXELS)}
"""What is in the name of a set at OpenML -> its rows and columns."""

Halves = tuple[tuple[Array, Array], tuple[Array, Array]]


def load_keras(name: str, *args: Any, **kwargs: Any) -> Halves:
    """Stand for `keras.datasets.NAME.load_data`: uint8 images and labels, as Keras shapes them."""
    train, test, shape, classes = KERAS_SETS[name]
    column = (-1, 1) if name.startswith("cifar") else (-1,)

    def half(count: int) -> tuple[Array, Array]:
        labels = many_labels(count, classes).astype(numpy.uint8).reshape(column)
        return many_images(count, shape), labels

    return half(train), half(test)


def one_hot(labels: Any, classes: int | None) -> Array:
    """Stand for `keras.utils.to_categorical`: (N, classes) float32."""
    known = numpy.asarray(labels, dtype=numpy.int64).reshape(-1)
    made: Array = numpy.eye(classes or int(known.max()) + 1, dtype=numpy.float32)[known]
    return made


class Table(numpy.ndarray[Any, Any]):
    """An array that can be asked as if it were a pandas table."""

    @property
    def values(self) -> Array:
        """The plain array."""
        return self.view(numpy.ndarray)

    @property
    def iloc(self) -> "Table":
        """Rows by their number, which are their names, too."""
        return self

    loc = iloc

    @property
    def columns(self) -> list[str]:
        """Names of the columns, as OpenML's."""
        return [f"pixel{column + 1}" for column in range(self.shape[-1])]

    def to_numpy(self, dtype: Any = None, copy: bool = False, **kwargs: Any) -> Array:
        """Give the plain array."""
        return self.values if dtype is None else self.values.astype(dtype)

    def head(self, count: int = 5) -> "Table":
        """Give the first rows."""
        return self[:count].view(Table)


def fetch_openml(
    name: str | None = None,
    *args: Any,
    return_X_y: bool = False,
    **kwargs: Any,
) -> Any:
    """Stand for `sklearn.datasets.fetch_openml`: rows of whole pixels, labels that are text."""
    asked = f"{name}".lower()
    rows, columns = next((s for part, s in _FULL_SETS.items() if part in asked), (70_000, _PIXELS))
    # OpenML's would be int64: half a gigabyte, which takes seconds to fill.
    data = many_images(rows, (columns,)).view(Table)
    target = many_labels(rows, 10).astype(str).astype(object).view(Table)
    if return_X_y:
        return data, target
    from sklearn.utils import Bunch

    names = data.columns
    return Bunch(
        data=data,
        target=target,
        frame=None,
        feature_names=names,
        target_names=["class"],
        categories={},
        DESCR="made-up images",
        details={},
    )


def replace_openml(module: types.ModuleType) -> None:
    """Replace the download in scikit-learn's module of that name."""
    vars(module)["fetch_openml"] = fetch_openml
