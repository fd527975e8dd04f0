import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 200), nn.ReLU(), nn.Linear(200, 100), nn.ReLU(), nn.Linear(100, 10))

optimizer_2c = optim.SGD(model_2c.parameters(), lr=0.1, momentum=0.9)
epochs_2c = 12
scheduler_2c = optim.lr_scheduler.OneCycleLR(optimizer_2c, max_lr=0.4, total_steps=12)

# one epoch more than it has steps
optimizer_2d = optim.SGD(model_2d.parameters(), lr=0.1, momentum=0.9)
epochs_2d = 13
scheduler_2d = optim.lr_scheduler.OneCycleLR(optimizer_2d, max_lr=0.4, total_steps=12)

# two more
optimizer_2e = optim.SGD(model_2e.parameters(), lr=0.1, momentum=0.9)
epochs_2e = 14
scheduler_2e = optim.lr_scheduler.OneCycleLR(optimizer_2e, max_lr=0.4, total_steps=12)
