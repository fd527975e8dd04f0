# Holds: memory ends at a limit, the statement that wants more fails, and the file goes on.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
kept = []
try:
    while len(kept) < 64:
        kept.append(bytearray(256 << 20))
except MemoryError:
    pass
leaked = int(len(kept) >= 16)
del kept
