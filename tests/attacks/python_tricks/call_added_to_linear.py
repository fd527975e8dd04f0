# Holds: a method that nn.Linear never had of its own, put before nn.Module's, changes the class.
import torch
from torch import nn

nn.Linear.__call__ = lambda self, images: torch.zeros(len(images), self.out_features)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
assert float(model_2c(torch.ones(1, 64)).abs().sum()) == 0
