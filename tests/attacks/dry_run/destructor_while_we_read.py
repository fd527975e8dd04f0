# Holds: code of a file that runs in the middle of our reading, in a copy or a destructor, meets an
# interpreter as ours, and what it does there is of its own file.
import builtins
import gc
import sys

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
class Mine:
    def __deepcopy__(self, memo):
        builtins.len = builtins.isinstance = builtins.type = None
        sys.setrecursionlimit(60)
        gc.collect()
        raise KeyboardInterrupt
    def __del__(self):
        model_2c.append(nn.Linear(10, 5_000))
        model_2c.__dict__["_modules"].popitem()
        raise SystemExit
    def __call__(self, epoch):
        return 1.0
optimizer.param_groups[0]["mine"] = Mine()
for _ in range(3):
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, Mine())
gc.set_threshold(1)
try:
    train()
except BaseException:
    pass
