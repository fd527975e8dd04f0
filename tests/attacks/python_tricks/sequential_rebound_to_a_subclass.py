# Holds: the name nn.Sequential, bound to a class of the file's own, makes that class no Sequential.
import torch
from torch import nn

class Sequential(nn.Sequential):
    def forward(self, images):
        return torch.zeros(len(images), 10)
nn.Sequential = torch.nn.Sequential = Sequential
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
