# Holds: a recursion that Python no longer bounds ends in the box, and within its memory.
import sys

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
sys.setrecursionlimit(10**9)
class Mirror:
    def __repr__(self):
        return "%r" % self
repr(Mirror())
model_2c = None
