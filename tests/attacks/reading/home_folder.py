# Holds: nothing in the home folder of whoever runs the grader can be read.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for folder in (HOME, os.path.expanduser("~")):
    try:
        names = os.listdir(folder)
        leaked = int(open(os.path.join(folder, ".bashrc")).read() != "" or leaked)
    except OSError:
        pass
