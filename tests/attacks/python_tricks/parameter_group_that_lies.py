# Holds: a parameter group that shows another learning rate than it gives torch is not read past.
import torch
from torch import nn

class Group(dict):
    def items(self):
        return (dict(self) | {"lr": 1e-3}).items()
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters(), lr=100.0)
optimizer_2c.param_groups[0] = Group(optimizer_2c.param_groups[0])
