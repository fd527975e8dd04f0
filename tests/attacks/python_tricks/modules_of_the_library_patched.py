# Holds: a schedule is copied and recorded by functions that the file could not replace.
import copy
import math
import warnings

import torch
from torch import nn

def refuse(*arguments, **options):
    raise RuntimeError("out of order")
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters())
warnings.catch_warnings = warnings.simplefilter = copy.copy = copy.deepcopy = refuse
math.isfinite = lambda number: True
scheduler_2c = torch.optim.lr_scheduler.StepLR(optimizer_2c, 1)
