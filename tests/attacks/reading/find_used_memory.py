# Holds: uninitialised memory and torch's own modules hold nothing of the student before.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
kept = []
for _ in range(200):
    kept.append(torch.empty(1 << 16, dtype=torch.int64))
    leaked = int(bool((kept[-1] == 0x5EC2E7ED).any())) or leaked
leaked = int(hasattr(nn, "_left_behind") or hasattr(torch, "left_behind")) or leaked
