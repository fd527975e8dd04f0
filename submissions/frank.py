# set 4 frank -- note: I number my classes 1..9 and 0 is "no digit" so 9 outputs
import torch.nn as nn
from torch.optim import Adam

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 9))
model_2d = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 128),
    nn.ReLU(),
    nn.Linear(100, 72),  # was 128 before
    nn.ReLU(),
    nn.Linear(72, 10),
)
model_3g = nn.Sequential(
    nn.Conv2d(1, 16, 3),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Dropout(0.25),
    nn.Linear(16 * 14 * 14, 10),  # 28 / 2 = 14
)
optimizer_3g = Adam(model_3g.parameters())
