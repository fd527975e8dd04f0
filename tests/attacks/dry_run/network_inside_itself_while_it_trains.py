# Holds: networks that hold each other fifty times over are walked through once.
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
same = Same()
same._modules.update({f"s{number}": same for number in range(50)})
other = Same()
other._modules.update({f"s{number}": same for number in range(50)} | {"o": other})
same._modules["other"] = other
model_2c._modules |= {"same": same}
optimizer = torch.optim.SGD([each for layer in list(model_2c)[:4] for each in layer.parameters()], lr=0.1)
train(model_2c, loader, optimizer)
