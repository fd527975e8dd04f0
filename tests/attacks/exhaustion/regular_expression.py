# Holds: a regular expression that takes for ever, deep in C, is ended.
import re

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
re.match(r"(a+)+$", "a" * 60 + "b")
