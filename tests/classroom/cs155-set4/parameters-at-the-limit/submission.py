import torch
import torch.nn as nn
import torch.optim as optim

model_3g = nn.Sequential(
    nn.Conv2d(1, 40, 3), nn.BatchNorm2d(40), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(40, 70, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(70 * 5 * 5, 520), nn.ReLU(), nn.Dropout(0.5),
    nn.Linear(520, 120), nn.ReLU(),
    nn.Linear(120, 10),
)
print(sum(p.numel() for p in model_3g.parameters()))
