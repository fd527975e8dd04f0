import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d = nn.Sequential(nn.Flatten(0), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
model_2e = nn.Sequential(nn.Linear(28, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Flatten(), nn.Linear(2800, 10))
model_3g = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout(0.1), nn.MaxPool2d(2), nn.Linear(1352, 10))
