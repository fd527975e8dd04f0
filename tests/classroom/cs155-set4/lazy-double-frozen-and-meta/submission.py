import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.LazyLinear(100), nn.ReLU(), nn.Linear(100, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100, dtype=torch.float64), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10).double())
model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
for p in model_2e[1].parameters():
    p.requires_grad = False
model_3g = nn.Sequential(nn.Conv2d(1, 8, 3, device="meta"), nn.BatchNorm2d(8), nn.Dropout(0.1), nn.Flatten(), nn.Linear(5408, 10))
