# Holds: a class whose metaclass says that it equals Adam is still another optimizer.
import torch
from torch import nn

class Equal(type):
    __eq__ = lambda cls, other: other is torch.optim.Adam
    __hash__ = lambda cls: hash(torch.optim.Adam)
class Adam(torch.optim.Adam, metaclass=Equal):
    def step(self, closure=None):
        return None
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = Adam(model_2c.parameters())
assert type(optimizer_2c) in (torch.optim.SGD, torch.optim.Adam)
