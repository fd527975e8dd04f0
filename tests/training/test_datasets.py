"""Data sets as a training sees them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from grader.errors import DataUnavailable
from grader.rubric import ImageFolder, Standardize
from grader.training.datasets import load_dataset
from grader.training.job import DataSource

DIGITS = DataSource(dataset="digits", folder=None)


def write_image(path: Path, color: tuple[int, int, int], size: tuple[int, int] = (5, 4)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, color).save(path)


@pytest.fixture
def image_folder(tmp_path: Path) -> Path:
    """Two classes; 6 images to train and 2 to test, 5 wide and 4 high."""
    for i in range(3):
        write_image(tmp_path / f"train/cat/{i}.png", (255, 0, i))
        write_image(tmp_path / f"train/dog/{i}.png", (0, 255, i))
    write_image(tmp_path / "test/cat/0.png", (255, 0, 51))
    write_image(tmp_path / "test/dog/0.png", (0, 255, 51))
    return tmp_path


def folder_source(folder: Path, validation: int = 0) -> DataSource:
    dataset = ImageFolder(image_folder=str(folder))
    return DataSource(dataset=dataset, folder=str(folder), validation=validation)


def test_digits_are_split_into_1297_and_500_with_50_of_each_class_to_test() -> None:
    data = load_dataset(DIGITS)
    assert data.train.images.shape == (1297, 1, 8, 8)
    assert data.test.images.shape == (500, 1, 8, 8)
    assert torch.bincount(data.test.labels).tolist() == [50] * 10
    assert (data.train.images.dtype, data.train.labels.dtype) == (torch.float32, torch.int64)
    assert (float(data.train.images.min()), float(data.train.images.max())) == (0.0, 1.0)
    assert data.classes == 10


def test_digits_split_is_the_same_forever() -> None:
    assert load_dataset(DIGITS).sha256 == (
        "a6696a59d25367bb4c4d21913bd8541b1aac06095e4b22298e8d06d2134bfd46"
    )


def test_digits_split_does_not_depend_on_the_order_they_are_stored_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from sklearn import datasets

    digits = datasets.load_digits()
    digits.images, digits.target = digits.images[::-1], digits.target[::-1]
    expected = load_dataset(DIGITS).sha256
    monkeypatch.setattr(datasets, "load_digits", lambda: digits)
    assert load_dataset(DIGITS).sha256 == expected


def test_no_digit_is_in_both_parts() -> None:
    data = load_dataset(DIGITS)

    def checksums(images: Iterable[torch.Tensor]) -> set[bytes]:
        return {hashlib.sha256(image.numpy().tobytes()).digest() for image in images}

    assert not checksums(data.train.images) & checksums(data.test.images)


def test_validation_is_held_out_of_the_end_of_the_training_set() -> None:
    whole = load_dataset(DIGITS)
    data = load_dataset(DIGITS.model_copy(update={"validation": 297}))
    assert data.validation is not None
    assert (len(data.train), len(data.validation), len(data.test)) == (1000, 297, 500)
    assert torch.equal(data.validation.images, whole.train.images[1000:])
    assert data.sha256 == whole.sha256


def test_nothing_is_left_to_train_on_is_an_error() -> None:
    with pytest.raises(DataUnavailable, match="1,297 validation images"):
        load_dataset(DIGITS.model_copy(update={"validation": 1297}))


def test_standardising_keeps_the_checksum_of_the_images_as_they_were() -> None:
    plain = load_dataset(DIGITS)
    rule = Standardize(mean=0.25, std=0.5)
    data = load_dataset(DIGITS.model_copy(update={"standardize": rule}))
    torch.testing.assert_close(data.test.images, (plain.test.images - 0.25) / 0.5)
    assert data.sha256 == plain.sha256


def test_each_channel_is_standardised_by_its_own_numbers(image_folder: Path) -> None:
    rule = Standardize(mean=(0.0, 0.5, 1.0), std=(1.0, 0.5, 0.25))
    source = folder_source(image_folder).model_copy(update={"standardize": rule})
    cat = load_dataset(source).test.images[load_dataset(source).test.labels == 0][0]
    torch.testing.assert_close(cat[:, 0, 0], torch.tensor([1.0, -1.0, (0.2 - 1) / 0.25]))


def test_standardising_needs_one_number_or_one_per_channel() -> None:
    rule = Standardize(mean=(0.1, 0.2, 0.3), std=0.5)
    with pytest.raises(DataUnavailable, match="3 numbers, the images have 1 channel"):
        load_dataset(DIGITS.model_copy(update={"standardize": rule}))


def test_image_folder_is_read_as_rgb_with_classes_in_alphabetical_order(
    image_folder: Path,
) -> None:
    data = load_dataset(folder_source(image_folder))
    assert data.train.images.shape == (6, 3, 4, 5)
    assert data.classes == 2
    for image, label in zip(data.test.images, data.test.labels, strict=True):
        red, green, blue = image[:, 0, 0].tolist()
        assert (red, green) == ((1.0, 0.0) if label == 0 else (0.0, 1.0))
        assert blue == pytest.approx(0.2)


def test_image_folder_mixes_its_classes(image_folder: Path) -> None:
    for i in range(3, 20):
        write_image(image_folder / f"train/cat/{i}.png", (255, 0, i))
        write_image(image_folder / f"train/dog/{i}.png", (0, 255, i))
    labels = load_dataset(folder_source(image_folder)).train.labels
    assert 5 <= int(labels[20:].sum()) <= 15


def test_images_of_different_sizes_are_an_error(image_folder: Path) -> None:
    write_image(image_folder / "train/dog/9.png", (0, 0, 0), size=(4, 4))
    with pytest.raises(DataUnavailable, match=r"4x4 pixels, others are 5x4|5x4 pixels"):
        load_dataset(folder_source(image_folder))


def test_damaged_image_is_an_error(image_folder: Path) -> None:
    (image_folder / "test/dog/0.png").write_bytes(b"no image")
    with pytest.raises(DataUnavailable, match="cannot be read"):
        load_dataset(folder_source(image_folder))


def test_class_of_one_part_alone_is_an_error(image_folder: Path) -> None:
    write_image(image_folder / "train/emu/0.png", (0, 0, 0))
    with pytest.raises(DataUnavailable, match="differ in the class 'emu'"):
        load_dataset(folder_source(image_folder))


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist", "cifar10"])
def test_missing_files_are_an_error_and_are_not_downloaded(name: str, tmp_path: Path) -> None:
    source = DataSource.model_validate({"dataset": name, "folder": str(tmp_path)})
    with pytest.raises(DataUnavailable, match=f"{name} in .* cannot be read"):
        load_dataset(source)
    assert list(tmp_path.iterdir()) == []


def test_no_folder_is_an_error() -> None:
    with pytest.raises(DataUnavailable, match="no folder was given"):
        load_dataset(DataSource(dataset="mnist", folder=None))


@pytest.mark.mnist
def test_mnist_equals_to_tensor_bit_for_bit(mnist_folder: Path) -> None:
    from torchvision.datasets import MNIST
    from torchvision.transforms import ToTensor

    data = load_dataset(DataSource(dataset="mnist", folder=str(mnist_folder)))
    assert data.train.images.shape == (60_000, 1, 28, 28)
    test = MNIST(str(mnist_folder), train=False, transform=ToTensor())
    for i in np.linspace(0, 9_999, 50, dtype=int).tolist():
        image, label = test[i]
        assert torch.equal(data.test.images[i], image)
        assert int(data.test.labels[i]) == label
