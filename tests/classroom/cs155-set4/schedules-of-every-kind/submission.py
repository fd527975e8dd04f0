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
scheduler_2c = optim.lr_scheduler.LambdaLR(optimizer_2c, lambda epoch: 0.5 ** epoch)
optimizer_2d = optim.SGD(model_2d.parameters(), lr=0.1)
scheduler_2d = optim.lr_scheduler.SequentialLR(optimizer_2d, [
    optim.lr_scheduler.LinearLR(optimizer_2d, start_factor=0.1, total_iters=3),
    optim.lr_scheduler.ExponentialLR(optimizer_2d, gamma=0.5)], milestones=[3])
optimizer_2e = optim.SGD(model_2e.parameters(), lr=0.1)
scheduler_2e = optim.lr_scheduler.ReduceLROnPlateau(optimizer_2e, mode="max", factor=0.2, patience=1)
optimizer_3g = optim.Adam(model_3g.parameters(), lr=1e-3)
scheduler_3g = optim.lr_scheduler.MultiStepLR(optimizer_3g, milestones=[5, 8], gamma=0.1)
