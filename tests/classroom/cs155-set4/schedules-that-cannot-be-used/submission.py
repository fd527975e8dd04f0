import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 200), nn.ReLU(), nn.Linear(200, 100), nn.ReLU(), nn.Linear(100, 10))
model_3g = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(1352, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 10),
)

optimizer_2c = optim.Adam(model_2c.parameters(), lr=1e-3)
other = optim.Adam(model_2c.parameters(), lr=1e-2)
scheduler_2c = optim.lr_scheduler.StepLR(other, 3)

scheduler_2d = optim.lr_scheduler.StepLR(optim.SGD(model_2d.parameters(), lr=0.1), 3)

optimizer_2e = optim.Adam(model_2e.parameters(), lr=1e-3)
scheduler_2e = optim.lr_scheduler.LambdaLR(optimizer_2e, lambda epoch: float("nan"))

optimizer_3g = optim.Adam(model_3g.parameters(), lr=1e-3)
scheduler_3g = optim.lr_scheduler.LambdaLR(optimizer_3g, lambda epoch: 1 - epoch / 5)
