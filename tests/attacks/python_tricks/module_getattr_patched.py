# Holds: nn.Module.__getattr__, patched to show other weights than there are, is noticed.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 5000), nn.ReLU(), nn.Linear(5000, 10))
nn.Module.__getattr__ = lambda self, name: torch.zeros(32, 64)
