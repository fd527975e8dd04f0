import torch
import torch.nn as nn
import torch.optim as optim

model_2c = "784-100-10"
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10)).state_dict()
model_2e = nn.ModuleList([nn.Flatten(), nn.Linear(784, 10)])
model_3g = lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
