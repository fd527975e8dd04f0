# Holds: a channel that no longer waits for its reader still carries a description to its end.
import fcntl
import os

from torch import nn

for descriptor in range(3, 1024):
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_NONBLOCK)
    except OSError:
        pass
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
many = {f"network_{n}": nn.Sequential(*(nn.ReLU() for _ in range(64))) for n in range(39)}
globals().update(many)
network_0 = nn.Sequential(nn.ReLU())
network_1 = nn.Sequential(nn.ReLU())
network_2 = nn.Sequential(nn.ReLU())
