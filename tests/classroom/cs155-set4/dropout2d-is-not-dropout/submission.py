import torch
import torch.nn as nn
import torch.optim as optim

model_3g = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout2d(0.2), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(1352, 10),
)
