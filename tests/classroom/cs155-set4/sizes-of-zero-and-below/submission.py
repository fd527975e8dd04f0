import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 0), nn.ReLU(), nn.Linear(0, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, -100), nn.ReLU(), nn.Linear(-100, 10))
model_2e = nn.Sequential()
for i in range(4):
    model_2e.append(nn.Linear(0, 0))
model_3g = nn.Sequential(nn.Conv2d(1, 8, 0), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(0), nn.Dropout(0.1), nn.Flatten(), nn.Linear(8, 10))
