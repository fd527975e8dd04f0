# Holds: output without end, on every descriptor, is ended, and what was built before it counts.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for descriptor in range(64):
    try:
        while True:
            os.write(descriptor, b"x" * 65536)
            if descriptor < 3 and os.fstat(descriptor).st_rdev:
                break
    except OSError:
        pass
