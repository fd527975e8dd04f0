"""What is asked of a device? The same numbers every time, and a plain word when memory runs out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from grader.errors import TrainingInterrupted


class OutOfMemory(TrainingInterrupted):
    """The device has too little memory for this training."""


def make_reproducible(device: torch.device) -> None:
    """Make the same computation give the same numbers, as far as the device can. Process-wide."""
    if device.type == "cpu":
        # How many threads share a sum decides the order of its additions, and so its last digits.
        torch.set_num_threads(1)
        # Numbers below 1e-38 become 0: they say nothing, and cost a hundred times a normal one.
        torch.set_flush_denormal(True)
        return
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # cuBLAS's condition for this
    torch.backends.cudnn.benchmark = False
    # A few layers have no deterministic gradient on a GPU: those warn, and train all the same.
    torch.use_deterministic_algorithms(True, warn_only=True)
    # A help for finding bugs that costs time and comes with the line above.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]


# A processor's allocator has no exception of its own; these are the words of its RuntimeError.
_SIGNS_OF_MEMORY = (
    "DefaultCPUAllocator",
    "not enough memory",
    "can't allocate memory",
    "bad_alloc",
)


@contextmanager
def naming_memory_errors() -> Iterator[None]:
    """Turn every way of running out of memory into `OutOfMemory`."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise OutOfMemory(_first_line(error)) from error
    except RuntimeError as error:
        if any(sign in str(error) for sign in _SIGNS_OF_MEMORY):
            raise OutOfMemory(_first_line(error)) from error
        raise


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    return f"out of memory: {lines[0]}" if lines else "out of memory"
