"""Data for training tests: a small set of random images, and the real MNIST where there is one."""

import os
from pathlib import Path

import pytest
import torch

from grader.training.data_folder import default_data_folder
from grader.training.datasets import Dataset, LabelledImages


@pytest.fixture(scope="session")
def blobs() -> Dataset:
    """Ten easy classes of 8x8 images, a pattern each and noise: 500 to train, 200 to test."""
    source = torch.Generator().manual_seed(0)
    patterns = torch.rand(10, 1, 8, 8, generator=source)

    def draw(count: int) -> LabelledImages:
        labels = torch.arange(count) % 10
        noise = torch.rand(count, 1, 8, 8, generator=source)
        return LabelledImages(patterns[labels] * 0.7 + noise * 0.3, labels)

    return Dataset(draw(500), draw(200), validation=None, classes=10, sha256="0" * 64)


@pytest.fixture
def mnist_folder() -> Path:
    """The folder with the real MNIST; skips the test where there is none."""
    folder = Path(os.environ.get("GRADER_DATA") or default_data_folder())
    if not (folder / "MNIST/raw/train-images-idx3-ubyte").is_file():
        pytest.skip(f"needs MNIST in {folder}, or wherever GRADER_DATA points to")
    return folder
