# Holds: the rubric's thresholds cannot be lowered.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for path in (RUBRIC, GRADER + "/rubrics/digits.toml", GRADER + "/../rubrics/digits.toml"):
    try:
        open(path, "ab").close()
        leaked = 1
    except OSError:
        pass
