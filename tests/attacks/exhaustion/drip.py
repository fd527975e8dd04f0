# Holds: a byte at a time, for ever, puts no deadline off.
import os
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
while True:
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"x")
        except OSError:
            pass
    time.sleep(0.01)
