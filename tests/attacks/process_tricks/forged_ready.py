# Holds: a second message that the box is ready, from another torch, changes nothing.
import os

from torch import nn

def say(line):
    for descriptor in range(3, 1024):
        try:
            os.write(descriptor, line)
        except OSError:
            pass
say(b'{"ready": {"torch": "99.0"}}\n')
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
