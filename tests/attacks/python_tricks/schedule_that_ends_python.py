# Holds: a schedule that ends Python when it is stepped leaves the file without one.
import os

import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters())
scheduler_2c = torch.optim.lr_scheduler.LambdaLR(optimizer_2c, lambda e: e and os._exit(0) or 1.0)
