# Set 4 on the small digits (8x8), because my laptop takes forever on MNIST. All four problems. Dana
import torch
import torch.nn as nn
import torch.optim as optim

torch.manual_seed(4)

# --- Problem C: 32 hidden units --------------------------------------------------------------
model_2c = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 32),
    nn.ReLU(),
    nn.Linear(32, 10),
    nn.Softmax(dim=1),
)
optimizer_2c = optim.RMSprop(model_2c.parameters(), lr=0.003)
scheduler_2c = optim.lr_scheduler.StepLR(optimizer_2c, step_size=15, gamma=0.2)
epochs_2c = 40
batch_size_2c = 16
test_accuracy_2c = 0.952

# --- Problem D: 64 hidden units, two hidden layers -------------------------------------------
model_2d = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 44),
    nn.ReLU(),
    nn.Dropout(0.05),
    nn.Linear(44, 20),
    nn.ReLU(),
    nn.Linear(20, 10),
)
optimizer_2d = optim.Adam(model_2d.parameters(), lr=0.004)
scheduler_2d = optim.lr_scheduler.CosineAnnealingLR(optimizer_2d, T_max=40)
epochs_2d = 40
batch_size_2d = 32
test_accuracy_2d = 0.958

# --- Problem E: 250 hidden units, three hidden layers (extra credit) -------------------------
model_2e = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 140),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(140, 70),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(70, 40),
    nn.ReLU(),
    nn.Linear(40, 10),
)
optimizer_2e = optim.AdamW(model_2e.parameters(), lr=0.003, weight_decay=0.01)
scheduler_2e = optim.lr_scheduler.MultiStepLR(optimizer_2e, milestones=[25, 35], gamma=0.1)
epochs_2e = 40
batch_size_2e = 32
test_accuracy_2e = 0.972

# --- Problem G: a convolutional network ------------------------------------------------------
def conv_block(channels_in, channels_out):
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 3, padding=1),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(),
        nn.MaxPool2d(2),
    )


model_3g = nn.Sequential(
    conv_block(1, 24),
    conv_block(24, 48),
    nn.Flatten(),
    nn.Dropout(0.3),
    nn.Linear(192, 10),
)
# less weight decay on the last layer, it only has 10 outputs
optimizer_3g = optim.Adam(
    [
        {"params": model_3g[0].parameters(), "weight_decay": 1e-4},
        {"params": model_3g[1].parameters(), "weight_decay": 1e-4},
        {"params": model_3g[4].parameters(), "weight_decay": 1e-5},
    ],
    lr=0.004,
)
scheduler_3g = optim.lr_scheduler.OneCycleLR(optimizer_3g, max_lr=0.008, total_steps=10)
test_accuracy_3g = 0.988

# every Dropout at p = 0, 1/9, 2/9 ... 1, five epochs each
dropout_sweep_3g = [0.986, 0.984, 0.986, 0.982, 0.988, 0.986, 0.984, 0.974, 0.942, 0.1]

print("parameters:", sum(p.numel() for p in model_3g.parameters()))
