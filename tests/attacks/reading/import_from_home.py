# Holds: Python cannot be led to import a module of somebody else's.
import importlib
import sys

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
sys.path[:0] = [CLASS, HOME, RESULTS]
try:
    leaked = int("bob" in importlib.import_module("bob").model_2c)
except ImportError:
    pass
