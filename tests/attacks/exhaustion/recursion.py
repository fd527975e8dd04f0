# Holds: recursion in Python without end fails as a statement, and the file goes on.
import sys

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0


def deeper():
    return deeper()


deeper()
