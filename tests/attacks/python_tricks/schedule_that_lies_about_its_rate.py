# Holds: what a schedule does to the learning rate is recorded, not what it says that it did.
import torch
from torch import nn

class StepLR(torch.optim.lr_scheduler.StepLR):
    def get_last_lr(self):
        return [1e-3]
    def state_dict(self):
        raise SystemExit(0)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters())
scheduler_2c = StepLR(optimizer_2c, 1)
