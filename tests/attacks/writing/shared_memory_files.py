# Holds: nothing can be written into /dev/shm, which is memory and belongs to all.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for folder in ("/dev/shm", "/run/shm", "/run/lock", "/run", "/dev", "/var/tmp"):
    try:
        open(folder + "/grader-was-here", "w").close()
        leaked = 1
    except OSError:
        pass
