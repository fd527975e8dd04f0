# Holds: a file may fill its memory with whatever it likes (its pair, find_used_memory, looks for it
# as the next student).
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
kept = [torch.full((1 << 16,), 0x5EC2E7ED, dtype=torch.int64) for _ in range(200)]
nn._left_behind = "what alice found out"
torch.left_behind = kept
