import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Linear(784, 10)
for _ in range(8):
    model_2c = nn.Sequential(model_2c)
model_2c = nn.Sequential(nn.Flatten(), model_2c)
model_2d = nn.Linear(784, 10)
for _ in range(9):
    model_2d = nn.Sequential(model_2d)
model_2d = nn.Sequential(nn.Flatten(), model_2d)
model_2e = nn.Sequential(nn.Flatten())
model_2e.append(model_2e)
