import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
model_2d = nn.Sequential(*nn.Sequential(nn.Flatten(), nn.Linear(64, 40), nn.ReLU(), nn.Linear(40, 24), nn.ReLU(), nn.Linear(24, 10)), nn.Softmax(dim=1))
model_3g = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Dropout(0.25), nn.Linear(128, 10),
)
optimizer_2c = optim.Adam(model_2c.parameters(), lr=3e-3)
optimizer_2d = optim.Adam(model_2d.parameters(), lr=3e-3)
optimizer_3g = optim.Adam(model_3g.parameters(), lr=3e-3)
