# Holds: no module of the student before is imported instead of Python's own.
import os
import random
import sys
import tempfile

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = int(hasattr(random, "poison"))
sys.path[:0] = ["", "/tmp", tempfile.gettempdir()]
try:
    import grader_was_here

    leaked = 1
except ImportError:
    pass
