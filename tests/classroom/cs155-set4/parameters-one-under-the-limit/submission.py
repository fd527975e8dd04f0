import torch
import torch.nn as nn
import torch.optim as optim

model_3g = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(8, 64, 3), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(64 * 5 * 5, 517), nn.ReLU(), nn.Dropout(0.5),
    nn.Linear(517, 317), nn.ReLU(),
    nn.Linear(317, 10),
)
print(sum(p.numel() for p in model_3g.parameters()))
