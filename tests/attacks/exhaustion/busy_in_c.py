# Holds: hours of arithmetic inside of torch, where Python has no say, are ended.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
matrix = torch.rand(4000, 4000)
for _ in range(100_000):
    matrix = matrix @ matrix
