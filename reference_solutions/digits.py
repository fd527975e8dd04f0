"""Reference solutions for the digits rubric; claims measured at seed 0."""

from torch import nn, optim

# 2C: one hidden budget of 32 units.
model_2c = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 32),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(32, 10),
)
optimizer_2c = optim.Adam(model_2c.parameters(), lr=3e-3)
scheduler_2c = optim.lr_scheduler.MultiStepLR(optimizer_2c, milestones=[20], gamma=0.1)
epochs_2c, batch_size_2c = 30, 32
test_accuracy_2c = 0.958

# 2D: 64 units in two hidden layers.
model_2d = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 40),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(40, 24),
    nn.ReLU(),
    nn.Linear(24, 10),
)
optimizer_2d = optim.Adam(model_2d.parameters(), lr=3e-3)
scheduler_2d = optim.lr_scheduler.MultiStepLR(optimizer_2d, milestones=[20], gamma=0.1)
epochs_2d, batch_size_2d = 30, 32
test_accuracy_2d = 0.954

# 2E: 224 units in three hidden layers.
model_2e = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 128),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(128, 64),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(64, 32),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(32, 10),
)
optimizer_2e = optim.Adam(model_2e.parameters(), lr=2e-3)
scheduler_2e = optim.lr_scheduler.MultiStepLR(optimizer_2e, milestones=[20], gamma=0.1)
epochs_2e, batch_size_2e = 30, 32
test_accuracy_2e = 0.968

# 3G: a convolutional network; 10 epochs at batch size 32 are mandated.
model_3g = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=1),
    nn.BatchNorm2d(32),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Dropout(0.25),
    nn.Linear(128, 10),
)
optimizer_3g = optim.Adam(model_3g.parameters(), lr=3e-3)
scheduler_3g = optim.lr_scheduler.MultiStepLR(optimizer_3g, milestones=[5, 8], gamma=0.1)
test_accuracy_3g = 0.982

# The Dropout layer at p = 0, 1/9 ... 1, five epochs each.
dropout_sweep_3g = [0.984, 0.982, 0.978, 0.968, 0.976, 0.974, 0.970, 0.964, 0.948, 0.130]
