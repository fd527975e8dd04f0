# Holds: a step of the file's own that bears torch's mark is still not torch's.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters())
def step(closure=None):
    return None
step._wrapped_by_lr_sched = True
optimizer_2c.step = step
