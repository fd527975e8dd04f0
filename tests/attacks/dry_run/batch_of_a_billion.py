# Holds: batches of a billion images, of a set of a billion billion, are as small as any in a dry run.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
class Images(torch.utils.data.Dataset):
    def __len__(self):
        return 10**15
    def __getitem__(self, index):
        return torch.rand(1, 8, 8), 0
optimizer = torch.optim.SGD(model_2c.parameters(), lr=0.1)
for shuffle in (False, True):
    try:
        for images, labels in DataLoader(Images(), 10**9, shuffle=shuffle):
            nn.functional.cross_entropy(model_2c(images), labels).backward()
            optimizer.step()
    except (MemoryError, RuntimeError, OverflowError):
        pass
