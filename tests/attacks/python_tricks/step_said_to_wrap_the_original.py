# Holds: a class's step that claims to wrap torch's is still another function.
import torch
from torch import nn

def step(self, closure=None):
    return None
step.__wrapped__ = torch.optim.Adam.step
step.hooked = True
torch.optim.Adam.step = step
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters())
