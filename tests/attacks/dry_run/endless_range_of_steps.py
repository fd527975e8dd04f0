# Holds: steps without end and without a pass over data are cut off, and the file goes on behind them.
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
images, labels = torch.rand(32, 1, 8, 8), torch.zeros(32, dtype=torch.long)
for step in range(10**15):
    nn.functional.cross_entropy(model_2c(images), labels).backward()
    optimizer.step()
