# Holds: no module of the student before is imported instead of Python's own.
import os
import random
import sys
import tempfile
from importlib.machinery import PathFinder

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = int(hasattr(random, "poison"))
# Not by importing alone: a package that is not here has a stand-in, which has no such number.
for folder in ("", os.getcwd(), "/tmp", tempfile.gettempdir()):
    if PathFinder.find_spec("grader_was_here", [folder]) is not None:
        leaked = 1
    sys.path.insert(0, folder)
try:
    import grader_was_here

    leaked = int(vars(grader_was_here).get("poison") == 1) or leaked
except ImportError:
    pass
