# Holds: rates that are no numbers, or have a million digits, are told of as none.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
loader = DataLoader(TensorDataset(torch.rand(96, 1, 8, 8), torch.zeros(96, dtype=torch.long)), 32)
optimizer = torch.optim.SGD(model_2c.parameters(), lr=0.1)
def train(model=model_2c, loader=loader, optimizer=optimizer, epochs=2):
    for epoch in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()
rates = [float("nan"), float("inf"), 10**300, -1, True, None]
schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1.0)
for rate in rates:
    optimizer.param_groups[0]["lr"] = rate
    try:
        train(epochs=1)
    except Exception:
        pass
optimizer.param_groups[0]["lr"] = 10**1_000_000
try:
    train(epochs=1)
except Exception:
    pass
optimizer.param_groups[0]["x" * 10_000] = optimizer.param_groups[0]["lr"] = 0.1
other = torch.optim.SGD(model_2c.parameters(), lr=0.1)
huge = torch.optim.lr_scheduler.LambdaLR(other, lambda epoch: 10**300_000 if epoch > 1 else 1.0)
train(optimizer=other)
