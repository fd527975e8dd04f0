import torch
import torch.nn as nn
import torch.optim as optim

for width in (50, 75, 100):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, width), nn.ReLU(), nn.Linear(width, 10))
    optimizer = optim.Adam(model.parameters(), lr=1e-2)
    best = model
model_2c = best
optimizer_2c = optimizer
