"""What older versions of packages had is there again, and is what took its place."""

from collections.abc import Callable
from typing import Any

import pytest

Student = Callable[[str], Any]


@pytest.mark.parametrize(
    "line",
    [
        "assert np.product([2, 3]) == 6 and np.float('2') == 2.0 and np.int(2.5) == 2",
        "assert np.isnan(np.NaN) and np.Inf > 0 and np.alltrue([1, 1])",
        "assert np.zeros(2, dtype=np.float).dtype == np.float64 and np.bool(1)",
        "assert np.asscalar(np.array([1.5])) == 1.5",
        "assert type(transforms.Scale(28)) is transforms.Resize",
        "assert Image.ANTIALIAS == Image.LANCZOS",
        "assert isinstance([], collections.Iterable)",
        "assert time.clock() > 0",
        "x, y = iter(loader).next()\nassert x.shape == (8, 1, 28, 28)",
        "assert train.train_data.shape == (60000, 28, 28) and len(train.train_labels) == 60000",
    ],
)
def test_a_file_of_years_ago_runs(student: Student, line: str) -> None:
    student(
        "import collections, time, torch, torchvision\nimport numpy as np\nfrom PIL import Image\n"
        "from torchvision import datasets, transforms\n"
        "train = datasets.MNIST('.', transform=transforms.ToTensor())\n"
        f"loader = torch.utils.data.DataLoader(train, batch_size=8)\n{line}\n"
    )
