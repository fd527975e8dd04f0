# Holds: no compiled file can be put in the place of torch's or ours.
import importlib.util
import os
import py_compile

import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
open("empty.py", "w").close()
for module in (torch, nn, os):
    target = importlib.util.cache_from_source(os.path.dirname(module.__file__) + "/grader_was_here.py")
    try:
        py_compile.compile("empty.py", cfile=target, doraise=True)
        leaked = 1
    except (OSError, py_compile.PyCompileError):
        pass
