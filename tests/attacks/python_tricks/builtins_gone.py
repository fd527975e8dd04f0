# Holds: a file without built-ins has done that to itself.
import builtins

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
vars(builtins).clear()
