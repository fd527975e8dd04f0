# Holds: images beyond the memory of a box fail in their own file.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
class Images(torch.utils.data.Dataset):
    def __len__(self):
        return 10**12
    def __getitem__(self, index):
        return torch.zeros(10**8), 0
try:
    next(iter(DataLoader(Images(), 16, shuffle=True)))
except (MemoryError, RuntimeError):
    pass
