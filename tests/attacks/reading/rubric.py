# Holds: the rubric, with its thresholds, cannot be read: neither this one nor those we ship.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for path in (RUBRIC, GRADER + "/rubrics/digits.toml", GRADER + "/../rubrics/digits.toml"):
    try:
        leaked = int(len(open(path).read()) > 0) or leaked
    except OSError:
        pass
