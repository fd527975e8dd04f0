# Holds: `__class__` and names are claims; the type decides.
import torch
from torch import nn

class Fake:
    param_groups = [{"params": [], "lr": 1e-3}]
    __class__ = property(lambda self: torch.optim.Adam)
Fake.__name__ = Fake.__qualname__ = "Adam"
class Number:
    __class__ = property(lambda self: int)
    __int__ = __index__ = lambda self: 30
Number.__name__ = "int"
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = Fake()
epochs_2c = Number()
