import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 200), nn.ReLU(), nn.Linear(200, 100), nn.ReLU(), nn.Linear(100, 10))

def optimizer_2c(model):
    return optim.RMSprop(model.parameters(), lr=2e-3)

optimizer_2d = lambda parameters: optim.SGD(parameters, lr=0.05, momentum=0.9, nesterov=True)

def scheduler_2d(optimizer):
    return optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=10)

def optimizer_2e(model):
    raise ValueError("not today")

model_3g = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(1352, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 10),
)
optimizer_3g = lambda model: "Adam"
