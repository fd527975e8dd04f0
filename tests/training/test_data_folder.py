"""The host's side of the data: found, checked, or fetched, without torch."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from grader.errors import DataUnavailable
from grader.rubric import DatasetName, ImageFolder
from grader.training import data_folder
from grader.training.data_folder import (
    DatasetFacts,
    dataset_facts,
    default_data_folder,
    prepare_data,
)
from grader.training.datasets import load_dataset
from grader.training.job import DataSource

FASHION = {
    "train-images-idx3-ubyte": 47_040_016,
    "train-labels-idx1-ubyte": 60_008,
    "t10k-images-idx3-ubyte": 7_840_016,
    "t10k-labels-idx1-ubyte": 10_008,
}


def refuse(message: str) -> None:
    raise AssertionError(f"announced: {message}")


def write_fashion(folder: Path) -> None:
    """Files of the right size that take up no room."""
    raw = folder / "FashionMNIST/raw"
    raw.mkdir(parents=True)
    for name, size in FASHION.items():
        with (raw / name).open("wb") as file:
            file.truncate(size)


def failing_download(dataset: DatasetName, folder: Path) -> None:
    raise RuntimeError("Error downloading train-images:\n<urlopen error no network>")


def test_importing_it_leaves_torch_alone() -> None:
    code = (
        "import sys, grader.training.data_folder as d; d.dataset_facts('mnist', None); "
        "assert not {'torch', 'torchvision'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_digits_need_no_folder() -> None:
    assert prepare_data("digits", Path("/nowhere"), refuse) is None


def test_whole_files_are_used_as_they_lie(tmp_path: Path) -> None:
    write_fashion(tmp_path)
    assert prepare_data("fashion-mnist", tmp_path, refuse) == tmp_path


def test_short_file_is_called_damaged(tmp_path: Path) -> None:
    write_fashion(tmp_path)
    (tmp_path / "FashionMNIST/raw/t10k-labels-idx1-ubyte").write_bytes(b"")
    with pytest.raises(DataUnavailable, match="t10k-labels-idx1-ubyte is damaged"):
        prepare_data("fashion-mnist", tmp_path, refuse)


def test_mnist_with_a_wrong_checksum_is_called_damaged_by_file(tmp_path: Path) -> None:
    raw = tmp_path / "MNIST/raw"
    raw.mkdir(parents=True)
    for name in FASHION:
        (raw / name).write_bytes(b"something else")
    with pytest.raises(DataUnavailable, match="train-images-idx3-ubyte is damaged"):
        prepare_data("mnist", tmp_path, refuse)


def test_failed_download_says_what_was_tried_where_to_put_files_and_what_needs_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(data_folder, "_download_through_torchvision", failing_download)
    announced: list[str] = []
    with pytest.raises(DataUnavailable) as caught:
        prepare_data("mnist", tmp_path, announced.append)
    message = str(caught.value)
    for part in (
        "could not be downloaded",
        "no network",
        str(tmp_path),
        "MNIST/raw/t10k-labels-idx1-ubyte",
        "--data",
        "--rubric digits needs no download",
    ):
        assert part in message
    assert "\n" not in message
    assert len(announced) == 1
    assert "downloading mnist" in announced[0]


def test_folder_that_cannot_be_made_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DataUnavailable, match="could not be downloaded"):
        prepare_data("mnist", tmp_path / "file", lambda _: None)


def test_download_prints_nothing_on_standard_output(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def download(dataset: DatasetName, folder: Path) -> None:
        print("100%")  # noqa: T201
        write_fashion(folder)

    monkeypatch.setattr(data_folder, "_download_through_torchvision", download)
    assert prepare_data("fashion-mnist", tmp_path, lambda _: None) == tmp_path
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "100%\n")


def test_checksums_of_cifar10_are_torchvisions() -> None:
    from torchvision.datasets import CIFAR10

    ours = {Path(name).name: md5 for name, md5 in data_folder._MD5["cifar10"].items()}
    theirs = dict([*CIFAR10.train_list, *CIFAR10.test_list])
    assert ours == theirs | {CIFAR10.meta["filename"]: CIFAR10.meta["md5"]}


def test_default_folder_is_in_the_users_cache() -> None:
    assert default_data_folder().parts[-2:] == ("grader", "data")


@pytest.mark.parametrize("name", ["digits", "mnist"])
def test_facts_are_those_of_the_loaded_data(
    name: DatasetName, request: pytest.FixtureRequest
) -> None:
    folder = None if name == "digits" else request.getfixturevalue("mnist_folder")
    source = DataSource(dataset=name, folder=folder and str(folder), validation=100)
    data = load_dataset(source)
    assert dataset_facts(name, folder, validation=100) == DatasetFacts(
        tuple(data.train.images.shape[1:]), data.classes, len(data.train), len(data.test)
    )


@pytest.fixture
def write_images(tmp_path: Path) -> Callable[[str, int], None]:
    def write(folder: str, count: int) -> None:
        (tmp_path / folder).mkdir(parents=True)
        for i in range(count):
            Image.new("L", (6, 5)).save(tmp_path / folder / f"{i}.PNG")

    return write


def test_image_folder_is_found_below_the_data_folder_and_counted(
    tmp_path: Path, write_images: Callable[[str, int], None]
) -> None:
    for name, count in (("train/a", 3), ("train/b/deeper", 2), ("test/a", 1), ("test/b", 1)):
        write_images(f"pets/{name}", count)
    (tmp_path / "pets/train/a/notes.txt").write_text("not an image")
    folder = prepare_data(ImageFolder(image_folder="pets"), tmp_path, refuse)
    assert folder == tmp_path / "pets"
    facts = dataset_facts(ImageFolder(image_folder="pets"), folder)
    assert facts == DatasetFacts((3, 5, 6), 2, 5, 2)
    data = load_dataset(DataSource(dataset=ImageFolder(image_folder="pets"), folder=str(folder)))
    assert (len(data.train), len(data.test)) == (5, 2)


def test_absolute_image_folder_stays_where_it_is(
    tmp_path: Path, write_images: Callable[[str, int], None]
) -> None:
    write_images("train/a", 1)
    write_images("test/a", 1)
    images = ImageFolder(image_folder=str(tmp_path))
    assert prepare_data(images, Path("/elsewhere"), refuse) == tmp_path


def test_image_folder_without_test_says_so(
    tmp_path: Path, write_images: Callable[[str, int], None]
) -> None:
    write_images("train/a", 1)
    with pytest.raises(DataUnavailable, match="has no folder test"):
        prepare_data(ImageFolder(image_folder="."), tmp_path, refuse)


def test_holding_out_everything_is_an_error() -> None:
    with pytest.raises(DataUnavailable, match="60,000 validation images"):
        dataset_facts("mnist", None, validation=60_000)


@pytest.mark.mnist
def test_real_mnist_passes_its_checksums(mnist_folder: Path) -> None:
    assert prepare_data("mnist", mnist_folder, refuse) == mnist_folder
