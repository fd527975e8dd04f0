# Holds: memory that torch asks for ends at the same limit.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
kept = []
try:
    while len(kept) < 64:
        kept.append(torch.empty(64 << 20, dtype=torch.int32).fill_(1))
except RuntimeError:
    pass
leaked = int(len(kept) >= 16)
del kept
