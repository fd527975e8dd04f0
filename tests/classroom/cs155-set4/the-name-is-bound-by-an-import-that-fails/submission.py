import torch
import torch.nn as nn
import torch.optim as optim

from my_models import net as model_2c
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer_2d = optim.SGD(model_2d.parameters(), lr=-0.1)
model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 200), nn.ReLU(), nn.Linear(200, 100), nn.ReLU(), nn.Linear(100, 10))
scheduler_2e = optim.lr_scheduler.StepLR(optimizer_2e, 3)
epochs_2e = int(input("epochs? "))
