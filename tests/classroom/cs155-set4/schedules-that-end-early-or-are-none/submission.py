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
scheduler_2c = optim.lr_scheduler.LambdaLR(optimizer_2c, lambda epoch: [1, 0.5, 0.1][epoch])
optimizer_2d = optim.Adam(model_2d.parameters(), lr=1e-3)
scheduler_2d = 0.5
optimizer_2e = optim.Adam(model_2e.parameters(), lr=1e-3)
scheduler_2e = optim.lr_scheduler.StepLR

optimizer_3g = optim.Adam(model_3g.parameters(), lr=1e-3)
class Mine(optim.lr_scheduler.LRScheduler):
    def get_lr(self):
        return [0.1 / (1 + self.last_epoch) for _ in self.base_lrs]
scheduler_3g = Mine(optimizer_3g)
