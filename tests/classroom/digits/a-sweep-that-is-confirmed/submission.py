import torch
import torch.nn as nn
import torch.optim as optim

# one problem that breaks a rule leaves the others alone
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 33), nn.ReLU(), nn.Linear(33, 10))
model_3g = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Dropout(0.25), nn.Linear(128, 10),
)
optimizer_3g = optim.Adam(model_3g.parameters(), lr=3e-3)

dropout_sweep_3g = [0.98, 0.98, 0.98, 0.97, 0.98, 0.97, 0.97, 0.96, 0.95, 0.13]
