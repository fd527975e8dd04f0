# Holds: a gigabyte of ordinary printing goes nowhere, and costs nothing but its time.
import sys

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for _ in range(1000):
    print("x" * (1 << 20))
    sys.stderr.write("y" * 1000)
