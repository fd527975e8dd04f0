# Holds: a method put into torch's own class is not called when a file's own block is looked at.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
def bad(self):
    raise RuntimeError("len")
nn.Sequential.__len__ = bad
class Block(nn.Sequential): pass
model_2d = nn.Sequential(nn.Flatten(), Block(nn.Linear(64, 8), nn.ReLU()), nn.Linear(8, 10))
