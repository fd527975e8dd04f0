# Holds: NaN, put where torch no longer checks, is no learning rate.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters())
optimizer_2c.param_groups[0]["lr"] = float("nan")
