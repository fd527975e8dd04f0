import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.Linear(100, 10_000_000_000), nn.Linear(10_000_000_000, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(1_000_000, 1_000_000, device="meta"), nn.Linear(10, 10))
model_3g = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1_000_000_000), nn.BatchNorm2d(8), nn.Dropout(0.1), nn.Flatten(), nn.Linear(8, 10))
