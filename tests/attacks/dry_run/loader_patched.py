# Holds: a file that changes what a pass over data gives has its own training told otherwise.
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
batch = (torch.rand(32, 1, 8, 8), torch.zeros(32, dtype=torch.long))
DataLoader.__iter__ = lambda self: iter([batch] * 1_000)
train()
DataLoader.__init__ = DataLoader.__len__ = None
