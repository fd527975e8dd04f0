# Holds: no second name can be given to a file of somebody else's.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for number, path in enumerate((OTHER, RUBRIC, HOME + "/.bashrc", os.__file__, nn.__file__)):
    try:
        os.link(path, f"hard-{number}")
        leaked = 1
    except OSError:
        pass
