# Holds: torch and Python's library, which the next student imports too, cannot be changed.
import os

import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for path in (torch.__file__, nn.__file__, os.__file__, torch._C.__file__):
    for mode in ("ab", "r+b"):
        try:
            open(path, mode).close()
            leaked = 1
        except OSError:
            pass
