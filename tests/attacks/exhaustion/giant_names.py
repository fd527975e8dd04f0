# Holds: variables and layers with names of a megabyte are shortened.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for number in range(20):
    globals()["n" * (1 << 20) + str(number)] = nn.Sequential(nn.Linear(1, 1))
model_2d = nn.Sequential()
model_2d.add_module("m" * (1 << 20), nn.Linear(1, 1))
