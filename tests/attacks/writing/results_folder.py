# Holds: no points can be written where the results go.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for path in (RESULTS + "/grader-was-here", RESULTS + "/bob/results.json"):
    try:
        with open(path, "a") as file:
            file.write('{"score": 10}')
        leaked = 1
    except OSError:
        pass
try:
    os.mkdir(RESULTS + "/grader-was-here-too")
    leaked = 1
except OSError:
    pass
