# Holds: what torch calls instead of forward, where there is one, replaces forward.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
model_2c[1]._compiled_call_impl = lambda images: torch.zeros(len(images), 32)
assert float(model_2c[1](torch.ones(1, 64)).abs().sum()) == 0
