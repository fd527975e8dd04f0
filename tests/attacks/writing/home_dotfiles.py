# Holds: nothing can be left that the grader's shell or Python runs at the next login.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for folder in (HOME, os.path.expanduser("~")):
    for name in (".grader-was-here", ".ssh/grader-was-here", ".config/grader-was-here"):
        try:
            open(os.path.join(folder, name), "a").close()
            leaked = 1
        except OSError:
            pass
