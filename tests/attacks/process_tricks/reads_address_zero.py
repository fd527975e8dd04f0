# Holds: a crash inside C takes the box along and nothing else.
import ctypes

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
ctypes.string_at(0)
model_2c = None
