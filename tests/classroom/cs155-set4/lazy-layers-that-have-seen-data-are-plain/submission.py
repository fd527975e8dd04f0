import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.LazyLinear(100), nn.ReLU(), nn.LazyLinear(10))
model_2c(torch.zeros(2, 1, 28, 28))
