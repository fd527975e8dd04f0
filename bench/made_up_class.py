"""A class of made-up students, all of whose networks differ: what the class benchmarks grade."""

import random
from pathlib import Path

DIGITS = '''"""Set 4 on the digits, by student {number}."""
import torch
from torch import nn, optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, {c}), nn.ReLU(), nn.Linear({c}, 10))
optimizer_2c = optim.Adam(model_2c.parameters(), lr={lr_c})
epochs_2c = {epochs}

model_2d = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, {d1}), nn.ReLU(), nn.Linear({d1}, {d2}), nn.ReLU(), nn.Linear({d2}, 10),
)
optimizer_2d = optim.Adam(model_2d.parameters(), lr={lr_d})
epochs_2d = {epochs}

model_2e = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, {e1}), nn.ReLU(), nn.Dropout({p}),
    nn.Linear({e1}, {e2}), nn.ReLU(), nn.Dropout({p}),
    nn.Linear({e2}, 40), nn.ReLU(), nn.Linear(40, 10),
)
optimizer_2e = optim.AdamW(model_2e.parameters(), lr={lr_e})
epochs_2e = {epochs}

model_3g = nn.Sequential(
    nn.Conv2d(1, {g1}, 3, padding=1), nn.BatchNorm2d({g1}), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d({g1}, {g2}, 3, padding=1), nn.BatchNorm2d({g2}), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Dropout({p}), nn.Linear({g_out}, 10),
)
optimizer_3g = optim.Adam(model_3g.parameters(), lr={lr_g})
'''
SWEEP = "dropout_sweep_3g = [0.98, 0.98, 0.98, 0.975, 0.975, 0.97, 0.965, 0.95, 0.92, 0.1]\n"

MNIST_2C = '''"""Problem 2C on MNIST, by student {number}."""
from torch import nn, optim

model_2c = nn.Sequential(
    nn.Flatten(), nn.Linear(784, {units}), nn.ReLU(), nn.Linear({units}, 10)
)
optimizer_2c = optim.Adam(model_2c.parameters(), lr={lr})
'''


def write_digits_class(folder: Path, students: int, *, sweeps: float, copies: int = 1) -> None:
    """Write submissions for the `digits` rubric, good ones, each answering all four problems.

    Args:
        folder: is made.
        students: files to write.
        sweeps: fraction of the students who hand in a dropout sweep too: ten more trainings.
        copies: how many students in a row share their networks, under files that differ.
    """
    folder.mkdir(parents=True)
    for number in range(students):
        numbers = random.Random(number // copies)
        g1, g2 = numbers.randint(8, 16), numbers.randint(16, 32)
        text = DIGITS.format(
            number=number,
            c=numbers.randint(28, 32),
            d1=numbers.randint(36, 44),
            d2=numbers.randint(16, 20),
            e1=numbers.randint(120, 140),
            e2=numbers.randint(60, 70),
            g1=g1,
            g2=g2,
            g_out=g2 * 4,
            p=round(numbers.uniform(0.05, 0.3), 3),
            epochs=30,
            lr_c=_rate(numbers, 3e-3),
            lr_d=_rate(numbers, 4e-3),
            lr_e=_rate(numbers, 3e-3),
            lr_g=_rate(numbers, 3e-3),
        )
        hands_in_a_sweep = (number // copies) % 100 < 100 * sweeps
        (folder / f"student-{number:04}.py").write_text(text + SWEEP * hands_in_a_sweep)


def write_mnist_2c_class(folder: Path, students: int) -> None:
    """Write submissions for problem 2C of `cs155-set4`."""
    folder.mkdir(parents=True)
    for number in range(students):
        numbers = random.Random(number)
        text = MNIST_2C.format(number=number, units=81 + number % 20, lr=_rate(numbers, 1e-3))
        (folder / f"student-{number:04}.py").write_text(text)


def _rate(numbers: random.Random, around: float) -> float:
    return round(around * numbers.uniform(0.8, 1.25), 9)
