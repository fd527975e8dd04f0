# Holds: a data set that never gives its image takes the time of its own file.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
class Images(torch.utils.data.Dataset):
    def __len__(self):
        return 96
    def __getitem__(self, index):
        while True:
            pass
next(iter(DataLoader(Images(), 32)))
