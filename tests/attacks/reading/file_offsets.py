# Holds: no descriptor is shared with whoever started us, so that none can be moved or given flags.
import fcntl
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for descriptor in range(3, 64):
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        leaked = 1
    except OSError:
        pass
