# Holds: a layer of 10^12 parameters fails as a statement; the file's small network counts.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(10**6, 10**6))
