import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, "100"), nn.ReLU(), nn.Linear("100", 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100.0), nn.ReLU(), nn.Linear(100.0, 10))
model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 1e2), nn.ReLU(), nn.Linear(100, 10))
model_3g = nn.Sequential([nn.Flatten(), nn.Linear(784, 10)])
