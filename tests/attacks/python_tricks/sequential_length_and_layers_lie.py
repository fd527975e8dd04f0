# Holds: a Sequential class that counts and lists fewer layers than it has is a changed class.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 5000), nn.ReLU(), nn.Linear(5000, 10))
nn.Sequential.__len__ = lambda self: 1
nn.Sequential.__iter__ = lambda self: iter([nn.Flatten()])
