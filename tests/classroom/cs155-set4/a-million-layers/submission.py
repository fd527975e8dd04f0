import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(*[nn.ReLU() for _ in range(100)] * 10_000)
block = nn.Sequential(nn.ReLU(), nn.ReLU())
for _ in range(20):
    block = nn.Sequential(block, block)
model_2d = block
