# Holds: the temporary folder is bounded: a disk cannot be filled with it.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
written = 0
for number in range(24):
    try:
        with open(f"fill-{number}", "wb") as file:
            for _ in range(16):
                written += file.write(bytes(1 << 20))
    except OSError:
        pass
leaked = int(written > 256 << 20)
