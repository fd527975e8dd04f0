import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))

def again(n):
    return again(n + 1) + 1

again(0)
hoard = []
for _ in range(100):
    hoard.append(bytearray(100 << 20))
del hoard
big = torch.zeros(10**10)
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
