# Holds: parameter groups that go on for ever cost their own file its optimizer.
import itertools

import torch
from torch import nn

class Groups(list):
    def __iter__(self):
        return itertools.cycle(list.__iter__(self))
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters())
optimizer_2c.param_groups = Groups(optimizer_2c.param_groups)
