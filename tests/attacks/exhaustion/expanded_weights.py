# Holds: a weight of 10^12 numbers that are all the same one in memory is refused.
import torch
from torch import nn

leaked = 0
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
model_2c[1].weight = nn.Parameter(torch.zeros(1, 1).expand(10, 10**11))
