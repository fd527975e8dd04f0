# Holds: a schedule that sleeps when it is stepped leaves the file without one.
import time

import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters())
scheduler_2c = torch.optim.lr_scheduler.LambdaLR(
    optimizer_2c, lambda epoch: time.sleep(600) if epoch else 1.0
)
