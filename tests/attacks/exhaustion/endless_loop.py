# Holds: a loop without end is ended, and the network before it counts.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
while True:
    pass
