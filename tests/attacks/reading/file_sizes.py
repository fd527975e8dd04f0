# Holds: not even names, sizes and times of other students' files can be asked for.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for path in (OTHER, RUBRIC, REFERENCE, RESULTS + "/bob/results.json"):
    try:
        leaked = int(os.stat(path).st_size > 0) or leaked
    except OSError:
        pass
