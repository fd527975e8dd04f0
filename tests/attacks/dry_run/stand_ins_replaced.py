# Holds: a file may put what it likes in the place of stand-ins: the next one has its own.
import sys

import pandas_datareader
import wandb
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
wandb.init(project=model_2c).log({"a": optimizer})
for name in [name for name in sys.modules if "stand_in" in name or "wandb" in name]:
    for key in list(vars(sys.modules[name])):
        vars(sys.modules[name])[key] = 42
    sys.modules[name] = 42
sys.meta_path[:] = [42]
train()
