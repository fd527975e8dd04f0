import torch
import torch.nn as nn
import torch.optim as optim

nan = float("nan")
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Dropout(nan), nn.Linear(100, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Dropout(0.2), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d[3].p = 1.5
model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Dropout("0.5") if False else nn.Dropout(1), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 100), nn.Linear(100, 10))
model_3g = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8, eps=nan), nn.ReLU(), nn.BatchNorm2d(8, momentum=float("inf")), nn.BatchNorm2d(8, eps=-1), nn.Dropout(0.1), nn.Flatten(), nn.Linear(5408, 10))
