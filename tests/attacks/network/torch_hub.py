# Holds: a network that is downloaded fails with a note, and the rest of the file counts.
import torch
from torch import nn

leaked = 0
leaked = bool(torch.hub.load("pytorch/vision", "resnet18", pretrained=True, trust_repo=True))
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
