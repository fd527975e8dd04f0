# Holds: SystemExit, raised where the grader steps a schedule, ends neither quietly nor in a mark.
import atexit
import time

import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters())
atexit.register(time.sleep, 600)
def factor(epoch):
    if epoch:
        raise SystemExit(0)
    return 1.0
scheduler_2c = torch.optim.lr_scheduler.LambdaLR(optimizer_2c, factor)
