# Holds: a data set's code runs as the file's, which can start no process and open no file of others.
import os

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
class Images(torch.utils.data.Dataset):
    def __len__(self):
        return 96
    def __getitem__(self, index):
        global leaked
        try:
            if os.fork() == 0:
                os._exit(0)
            leaked = 1
        except OSError:
            pass
        try:
            open(OTHER).read()
            leaked = 1
        except OSError:
            pass
        return torch.rand(1, 8, 8), 0
optimizer = torch.optim.SGD(model_2c.parameters(), lr=0.1)
for epoch in range(2):
    for images, labels in DataLoader(Images(), 32, num_workers=4, persistent_workers=True):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model_2c(images), labels).backward()
        optimizer.step()
