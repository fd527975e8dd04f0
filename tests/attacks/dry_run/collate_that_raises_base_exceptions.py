# Holds: whatever a collate function raises is its own file's failure, and the file goes on.
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
class Own(BaseException):
    pass
def raises(rows):
    raise Own("no batch for anybody")
for error in (Own, GeneratorExit, SystemExit, KeyboardInterrupt, MemoryError):
    def raises(rows):
        raise error
    try:
        train(loader=DataLoader(loader.dataset, 32, collate_fn=raises))
    except BaseException:
        pass
train()
