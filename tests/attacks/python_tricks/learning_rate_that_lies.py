# Holds: a subclass of float, whatever it says, is no learning rate.
import torch
from torch import nn

class Rate(float):
    __mul__ = __rmul__ = __neg__ = lambda self, *other: 0.0
    __repr__ = __str__ = lambda self: "0.001"
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters(), lr=Rate(0.1))
