"""Reference solutions for CS155 Set 4, as a student would write them; claims measured at seed 0."""

from torch import nn, optim

# 2C: one hidden budget of 100 units.
model_2c = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 100),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(100, 10),
)
optimizer_2c = optim.Adam(model_2c.parameters(), lr=1e-3)
scheduler_2c = optim.lr_scheduler.MultiStepLR(optimizer_2c, milestones=[6, 10], gamma=0.1)
epochs_2c, batch_size_2c = 12, 32
test_accuracy_2c = 0.9803

# 2D: 200 units in two hidden layers.
model_2d = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 150),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(150, 50),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(50, 10),
)
optimizer_2d = optim.Adam(model_2d.parameters(), lr=1e-3)
scheduler_2d = optim.lr_scheduler.MultiStepLR(optimizer_2d, milestones=[6, 10], gamma=0.1)
epochs_2d, batch_size_2d = 12, 32
test_accuracy_2d = 0.9837

# 2E: 700 units in three hidden layers.
model_2e = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 400),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(400, 200),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(200, 100),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(100, 10),
)
optimizer_2e = optim.Adam(model_2e.parameters(), lr=1e-3)
scheduler_2e = optim.lr_scheduler.MultiStepLR(optimizer_2e, milestones=[7, 10], gamma=0.1)
epochs_2e, batch_size_2e = 12, 64
test_accuracy_2e = 0.9864

# 3G: a small convolutional network, 38,634 parameters; 10 epochs at batch size 32 are mandated.
model_3g = nn.Sequential(
    nn.Conv2d(1, 16, 5, stride=2),
    nn.MaxPool2d(2),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.Conv2d(16, 32, 3),
    nn.BatchNorm2d(32),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(512, 64),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(64, 10),
)
optimizer_3g = optim.Adam(model_3g.parameters(), lr=2e-3)
scheduler_3g = optim.lr_scheduler.MultiStepLR(optimizer_3g, milestones=[5, 8], gamma=0.1)
test_accuracy_3g = 0.9929

# Every Dropout layer at p = 0, 1/9 ... 1, one epoch each.
dropout_sweep_3g = [
    *(0.9850, 0.9854, 0.9834, 0.9846, 0.9850),
    *(0.9841, 0.9818, 0.9826, 0.9734, 0.1172),
]
