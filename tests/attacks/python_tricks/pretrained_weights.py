# Holds: weights that come along count for nothing: the network is built anew, with fresh ones.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
model_2c[1].weight = nn.Parameter(torch.full((32, 64), 0.5))
model_2c[3].load_state_dict({"weight": torch.zeros(10, 32), "bias": torch.ones(10)})
