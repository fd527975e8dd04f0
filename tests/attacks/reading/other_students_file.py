# Holds: another student's file, in the folder of all hand-ins, cannot be read or listed.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for action in (lambda: open(OTHER).read(), lambda: os.listdir(CLASS), lambda: os.scandir(CLASS)):
    try:
        action()
        leaked = 1
    except OSError:
        pass
