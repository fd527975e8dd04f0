"""What do images look like that nobody downloaded? Random, a few hundred of them over and over."""

from functools import cache
from typing import Any

import numpy
import numpy.typing

POOL = 250
"""Different images of one shape; the counts of most sets are multiples of it."""

Array = numpy.typing.NDArray[Any]


@cache
def image_pool(shape: tuple[int, ...]) -> Array:
    """Draw the images of a shape: (POOL, *shape) uint8, the same in every process."""
    # A generator of its own: the student's random numbers must not depend on ours.
    return numpy.random.default_rng(0).integers(0, 256, (POOL, *shape), dtype=numpy.uint8)


def many_images(count: int, shape: tuple[int, ...]) -> Array:
    """Repeat the pool: (count, *shape) uint8."""
    made = numpy.empty((count, *shape), dtype=numpy.uint8)
    whole = count // POOL * POOL
    made[:whole].reshape(-1, POOL, *shape)[:] = image_pool(shape)
    made[whole:] = image_pool(shape)[: count - whole]
    return made


def many_labels(count: int, classes: int, first: int = 0) -> Array:
    """Number the classes in turn: (count,) int64, from `first`."""
    return numpy.arange(count, dtype=numpy.int64) % classes + first
