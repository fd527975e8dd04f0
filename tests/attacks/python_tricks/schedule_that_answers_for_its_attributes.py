# Holds: a schedule whose attributes raise when they are read is read without asking it.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer_2c = torch.optim.Adam(model_2c.parameters())
class Shy(torch.optim.lr_scheduler.StepLR):
    def __getattribute__(self, name):
        if name == "__dict__" and len(object.__getattribute__(self, name)) > 5:
            raise RuntimeError("private")
        return object.__getattribute__(self, name)
scheduler_2c = Shy(optimizer_2c, 1)
