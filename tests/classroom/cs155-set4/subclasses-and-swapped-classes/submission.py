import torch
import torch.nn as nn
import torch.optim as optim

class Linear(nn.Linear):
    def forward(self, x):
        return super().forward(x) * 2

class Flatten(nn.Module):
    def forward(self, x):
        return x.view(x.size(0), -1)

model_2c = nn.Sequential(nn.Flatten(), Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d = nn.Sequential(Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))

class Claims(nn.Linear):
    __module__ = "torch.nn.modules.linear"
    __qualname__ = "Linear"
    @property
    def __class__(self):
        return nn.Linear
model_2e = nn.Sequential(nn.Flatten(), Claims(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))

wide = nn.Linear(784, 5000)
wide.__class__ = nn.ReLU
model_3g = nn.Sequential(nn.Flatten(), nn.Dropout(0.1), wide, nn.Linear(5000, 10))
