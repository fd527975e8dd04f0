# Holds: a schedule that ends Python while it is followed further than its file went ends nothing.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
import sys

loader = DataLoader(TensorDataset(torch.rand(96, 1, 8, 8), torch.zeros(96, dtype=torch.long)), 32)
optimizer = torch.optim.SGD(model_2c.parameters(), lr=0.1)
def rate(step):
    return sys.exit(3) if step > 2 else 1.0
schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
for epoch in range(2):
    for images, labels in loader:
        nn.functional.cross_entropy(model_2c(images), labels).backward()
        optimizer.step()
        schedule.step()
after = 1
