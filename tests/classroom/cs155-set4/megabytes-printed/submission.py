import torch
import torch.nn as nn
import torch.optim as optim

import sys, os
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
for _ in range(200):
    print("x" * 100_000)
    sys.stderr.write("y" * 100_000)
os.write(1, b"z" * 1_000_000)
os.write(2, b"z" * 1_000_000)
epochs_2c = 12
