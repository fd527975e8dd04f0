import torch
import torch.nn as nn
import torch.optim as optim

model_3g = nn.Sequential(
    nn.Conv2d(1, 16, 3), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 67, 3), nn.BatchNorm2d(67), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(67 * 5 * 5, 560), nn.ReLU(), nn.Dropout(0.5),
    nn.Linear(560, 90), nn.ReLU(),
    nn.Linear(90, 10),
)
print(sum(p.numel() for p in model_3g.parameters()))
