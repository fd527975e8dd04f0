# Holds: a number of a hundred million digits is not written out.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 1 << (400 << 20)
