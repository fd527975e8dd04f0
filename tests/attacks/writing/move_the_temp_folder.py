# Holds: the folder it starts in cannot be moved, swapped for a link or removed.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
here = os.getcwd()
actions = [
    lambda: os.rename(here, here + "-grader-was-here"),
    lambda: os.rename(here, RESULTS + "/grader-was-here"),
    lambda: os.rmdir(here),
    lambda: os.symlink(CLASS, here + "-grader-was-here"),
]
for action in actions:
    try:
        action()
        leaked = 1
    except OSError:
        pass
