import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer_2c = optim.SGD(model_2c.parameters(), lr=0.1, momentum=0.9)
epochs_2c = 10
scheduler_2c = optim.lr_scheduler.OneCycleLR(optimizer_2c, max_lr=0.4, total_steps=10)
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer_2d = optim.Adam(model_2d.parameters())
scheduler_2d = optim.lr_scheduler.CyclicLR(optimizer_2d, base_lr=1e-4, max_lr=1e-2, step_size_up=3, cycle_momentum=False)
