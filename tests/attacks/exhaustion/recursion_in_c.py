# Holds: recursion that overruns the stack and kills Python leaves the network before it.
import sys

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
sys.setrecursionlimit(10**9)
nested = None
for _ in range(10_000_000):
    nested = [nested]
repr(nested)
