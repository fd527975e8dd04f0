# Holds: a network that runs for its own file, and hangs for whoever tries it, takes its own time.
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
import builtins

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inside = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    def forward(self, images):
        while not torch.is_grad_enabled():
            pass
        return self.inside(images)
net = Net()
train(net, loader, torch.optim.SGD(net.parameters(), lr=0.1))
