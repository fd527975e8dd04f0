# Holds: a file that is a terabyte long, all of it holes, cannot be made.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
actions = [
    lambda file: file.truncate(1 << 40),
    lambda file: os.posix_fallocate(file.fileno(), 0, 1 << 30),
    lambda file: os.pwrite(file.fileno(), b"x", 1 << 40),
]
for number, action in enumerate(actions):
    with open(f"sparse-{number}", "wb") as file:
        try:
            action(file)
            leaked = 1
        except OSError:
            pass
