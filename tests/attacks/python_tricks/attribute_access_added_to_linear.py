# Holds: a Linear class that answers every question itself is not believed.
import torch
from torch import nn

def answer(self, name):
    if name == "weight":
        return torch.zeros(32, 64)
    return object.__getattribute__(self, name)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
nn.Linear.__getattribute__ = answer
