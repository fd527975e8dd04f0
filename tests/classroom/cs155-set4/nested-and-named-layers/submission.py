import torch
import torch.nn as nn
import torch.optim as optim

from collections import OrderedDict

def block(i, o):
    return nn.Sequential(OrderedDict([("fc", nn.Linear(i, o)), ("act", nn.ReLU()), ("drop", nn.Dropout(0.2))]))

model_2c = nn.Sequential(OrderedDict([("flatten", nn.Flatten()), ("hidden", block(784, 101)), ("output", nn.Linear(101, 10))]))
model_2d = nn.Sequential(nn.Flatten(), nn.Sequential(block(784, 100), nn.Sequential(block(100, 100))), nn.Linear(100, 10))
model_2e = nn.Sequential(OrderedDict([("flatten", nn.Flatten()), ("fc1", nn.Linear(784, 600)), ("bn1", nn.BatchNorm1d(600)), ("sigmoid", nn.Sigmoid()),
    ("fc2", nn.Linear(600, 300)), ("fc3", nn.Linear(300, 100)), ("fc4", nn.Linear(128, 10))]))
