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

optimizer_2c = optim.SGD(model_2c.parameters(), lr=0.1)
scheduler_2c = optim.lr_scheduler.StepLR(optimizer_2c, step_size=2, gamma=0.1)
for epoch in range(10):
    optimizer_2c.zero_grad()
    model_2c(torch.rand(4, 1, 28, 28)).sum().backward()
    optimizer_2c.step()
    scheduler_2c.step()

def train(model):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.1)
    for epoch in range(10):
        optimizer.step()
        scheduler.step()
    return optimizer, scheduler

optimizer_2d, scheduler_2d = train(model_2d)

for epoch in range(3):
    optimizer_2e = optim.Adam(model_2e.parameters(), lr=0.01)
    scheduler_2e = optim.lr_scheduler.ExponentialLR(optimizer_2e, 0.5)

optimizer_3g = optim.Adam(model_3g.parameters())
model_3g.eval()
torch.set_grad_enabled(False)
torch.set_default_dtype(torch.float64)
