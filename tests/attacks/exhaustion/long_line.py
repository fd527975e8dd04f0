# Holds: a line of 200 MB without an end is not kept until it ends.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for descriptor in range(3, 64):
    try:
        for _ in range(200):
            os.write(descriptor, b'"' * (1 << 20))
    except OSError:
        pass
