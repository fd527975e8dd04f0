# Holds: a network of forty layers of as many classes of the file's own is told of within the bounds.
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
class Same(nn.Module):
    def forward(self, images):
        return images
kinds = [type(f"Same{number}", (Same,), {}) for number in range(40)]
model_2c = nn.Sequential(*(kind() for kind in kinds), nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
train(model_2c, loader, torch.optim.SGD(model_2c.parameters(), lr=0.1))
