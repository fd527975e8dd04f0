# Holds: a network nested a thousand deep is refused in words, not by a crash.
from torch import nn

leaked = 0
model_2c = nn.Sequential(nn.Linear(64, 10))
for _ in range(1000):
    model_2c = nn.Sequential(model_2c)
