"""The stand-ins of torchvision's data sets must have their lengths, shapes and types."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.inside_container.stand_ins.made_up_sets import UnknownImages

Student = Callable[[str], Any]

LOOP = """
from torchvision import datasets, transforms
from torch.utils.data import ConcatDataset, DataLoader, Subset, random_split
import torch

transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_set = datasets.MNIST("./data", train=True, download=True, transform=transform)
test_set = datasets.MNIST(root="./data", train=False, transform=transform)
part, rest = random_split(train_set, [50_000, 10_000])
train_loader = DataLoader(part, batch_size=32, shuffle=True, pin_memory=True)
assert len(train_loader) == 1563 and len(train_loader.dataset) == 50_000
assert len(DataLoader(test_set, batch_size=100)) == 100
assert len(ConcatDataset([train_set, test_set])) == 70_000
assert len(Subset(train_set, range(10))) == 10
images, labels = next(iter(train_loader))
assert images.shape == (32, 1, 28, 28) and images.dtype == torch.float32
assert labels.shape == (32,) and labels.dtype == torch.int64
image, label = train_set[0]
assert type(label) is int and image.min() < 0
"""


def test_a_training_loop_finds_its_batches(student: Student) -> None:
    ran = student(LOOP)
    assert ran.sets == {"train_set": ["MNIST", True], "test_set": ["MNIST", False]}
    assert ran.asked_for == {}


@pytest.mark.parametrize(
    ("made", "known", "length", "mode", "size", "classes"),
    [
        ("MNIST('.')", ["MNIST", True], 60_000, "L", 28, 10),
        ("mnist.MNIST('.', False)", ["MNIST", False], 10_000, "L", 28, 10),
        ("FashionMNIST('.', train=False)", ["FashionMNIST", False], 10_000, "L", 28, 10),
        ("KMNIST('.', True, None, None, True)", ["KMNIST", True], 60_000, "L", 28, 10),
        ("EMNIST('.', split='balanced')", ["EMNIST", True], 112_800, "L", 28, 47),
        ("EMNIST('.', 'letters', train=False)", ["EMNIST", False], 20_800, "L", 28, 27),
        ("EMNIST('.', 'byclass')", ["EMNIST", True], 697_932, "L", 28, 62),
        ("QMNIST('.', train=True)", ["QMNIST", True], 60_000, "L", 28, 10),
        ("QMNIST('.', what='test10k')", ["QMNIST", False], 10_000, "L", 28, 10),
        ("CIFAR10('.', download=True)", ["CIFAR10", True], 50_000, "RGB", 32, 10),
        ("CIFAR100('.', train=False)", ["CIFAR100", False], 10_000, "RGB", 32, 100),
        ("SVHN('.')", ["SVHN", True], 73_257, "RGB", 32, 10),
        ("SVHN('.', split='test')", ["SVHN", False], 26_032, "RGB", 32, 10),
        ("ImageFolder('data/train')", ["ImageFolder", True], 50_000, "RGB", 32, 10),
        ("ImageFolder('data/my_test/')", ["ImageFolder", False], 10_000, "RGB", 32, 10),
        ("ImageFolder('data/val')", ["ImageFolder", False], 10_000, "RGB", 32, 10),
    ],
)
def test_sets_are_as_torchvisions(
    student: Student,
    made: str,
    known: list[Any],
    length: int,
    mode: str,
    size: int,
    classes: int,
) -> None:
    first = int("letters" in made)  # the letters are numbered from 1
    ran = student(
        "import torchvision\n"
        f"data = torchvision.datasets.{made}\n"
        f"assert len(data) == {length} and len(data.classes) == {classes}\n"
        "image, target = data[7]\n"
        f"assert image.mode == '{mode}' and image.size == ({size}, {size})\n"
        "assert type(target) is int\n"
        "assert data[7][1] == target and data[-1][1] == data[len(data) - 1][1]\n"
        f"seen = {{data[i][1] for i in range(200)}}\n"
        f"assert seen == set(range({first}, {classes}))\n"
        f"assert len(data.class_to_idx) == {classes}\n"
        "try:\n    data[len(data)]\nexcept IndexError:\n    ended = True\n"
        "assert ended\nprint(data)\n"
    )
    assert ran.sets == {"data": known}


@pytest.mark.parametrize(
    ("made", "checks"),
    [
        (
            "MNIST('.')",
            "type(data.data) is torch.Tensor and data.data.shape == (60_000, 28, 28)"
            " and data.data.dtype == torch.uint8 and data.targets.dtype == torch.int64"
            " and data.targets.shape == (60_000,) and data.train_data is data.data"
            " and data.train_labels is data.targets",
        ),
        (
            "MNIST('.', train=False)",
            "data.test_data.shape == (10_000, 28, 28) and data.test_labels.max() == 9",
        ),
        (
            "CIFAR10('.')",
            "type(data.data) is np.ndarray and data.data.shape == (50_000, 32, 32, 3)"
            " and data.data.dtype == np.uint8 and type(data.targets) is list",
        ),
        ("SVHN('.')", "data.data.shape == (73_257, 3, 32, 32) and data.labels.dtype == np.int64"),
        ("QMNIST('.')", "data.targets.shape == (60_000, 8)"),
        ("EMNIST('.', 'letters')", "data.targets.min() == 1 and data.targets.max() == 26"),
        (
            "ImageFolder('train')",
            "len(data.imgs) == 50_000 and data.samples[3][1] == data.targets[3]",
        ),
    ],
)
def test_their_arrays_are_as_torchvisions(student: Student, made: str, checks: str) -> None:
    student(
        "import torch, numpy as np\nfrom torchvision import datasets\n"
        f"data = datasets.{made}\nassert {checks}\n"
    )


def test_arrays_are_built_when_they_are_asked_for(student: Student) -> None:
    student(
        "from torchvision.datasets import MNIST\n"
        "data = MNIST('.')\ndata[0], len(data)\n"
        "assert data._data is None\n"
        "assert data.data is data.data and data._data is not None\n"
    )


def test_arrays_can_be_cut_and_replaced(student: Student) -> None:
    ran = student(
        "import torch\nfrom torchvision.datasets import CIFAR10, FashionMNIST\n"
        "from torch.utils.data import TensorDataset\n"
        "data = FashionMNIST('.', train=True)\n"
        "data.data, data.targets = data.data[:100], data.targets[:100] % 2\n"
        "assert len(data) == 100 and {data[i][1] for i in range(100)} == {0, 1}\n"
        "data.transform = lambda image: image.size\n"
        "assert data[0][0] == (28, 28)\n"
        "flat = TensorDataset(data.data.view(-1, 784).float() / 255, data.targets)\n"
        "assert flat[0][0].shape == (784,)\n"
        "color = CIFAR10('.', target_transform=lambda target: -target)\n"
        "color.data = color.data[color.data[:, 0, 0, 0] > 127]\n"
        "assert 0 < len(color) < 50_000 and color[3][1] == -3\n"
    )
    assert ran.sets == {"data": ["FashionMNIST", True], "color": ["CIFAR10", True]}


def test_a_set_of_the_students_own_is_known_by_what_it_derives_from(student: Student) -> None:
    ran = student(
        "from torchvision import datasets\n"
        "class Half(datasets.FashionMNIST):\n"
        "    def __len__(self): return 30_000\n"
        "    @property\n    def __class__(self): raise SystemExit\n"
        "half = Half('.', train=False)\n"
        "class Odd(datasets.MNIST):\n    def __init__(self): pass\n"
        "odd = Odd()\n"
        "fake = datasets.FakeData()\n"
    )
    assert ran.sets == {"half": ["FashionMNIST", False], "odd": ["MNIST", False]}


def test_random_numbers_are_none_of_theirs(student: Student) -> None:
    student(
        "import numpy as np, random, torch\nfrom torchvision.datasets import MNIST\n"
        "def draw(): return random.random(), np.random.rand(), torch.rand(1).item()\n"
        "def seed(): random.seed(1), np.random.seed(1), torch.manual_seed(1)\n"
        "seed()\nfirst = draw()\nseed()\nMNIST('.').data, MNIST('.')[5]\nassert draw() == first\n"
    )


def test_images_nobody_knows_have_the_shape_asked_for() -> None:
    data = UnknownImages(95, (3, 8, 8), 10)
    items = [data[index] for index in range(len(data))]
    assert len(items) == 95
    assert [label for _, label in items] == [index % 10 for index in range(95)]
    assert {image.shape for image, _ in items} == {(3, 8, 8)}
    assert all(image.min() >= 0 and image.max() <= 1 for image, _ in items)
    assert data[-1][1] == 4
    with pytest.raises(IndexError, match="index 95 is out of a set of 95"):
        data[95]
