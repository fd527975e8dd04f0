import torch
import torch.nn as nn
import torch.optim as optim

# 64 layers, as many as are allowed
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), *[nn.ReLU() for _ in range(61)], nn.Linear(100, 10))
# 65
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), *[nn.ReLU() for _ in range(61)], nn.Linear(100, 100), nn.Linear(100, 10))
optimizer_2d = optim.Adam(model_2d.parameters())
