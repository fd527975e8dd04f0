import torch
import torch.nn as nn
import torch.optim as optim

def tail():
    return [nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout(0.1), nn.Flatten(), nn.Linear(1352, 10)]

model_2c = nn.Sequential(nn.Conv2d(1, 8, 3, padding=-1), *tail())
model_2d = nn.Sequential(nn.Conv2d(1, 8, 29), *tail())
model_2e = nn.Sequential(nn.Conv2d(1, 8, 3, stride=0), *tail())
model_3g = nn.Sequential(nn.Conv2d(1, 8, 3), nn.MaxPool2d(40), *tail())
