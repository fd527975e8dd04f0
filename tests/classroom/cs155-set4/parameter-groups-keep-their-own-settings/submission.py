import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer_2c = optim.SGD([
    {"params": model_2c[1].parameters(), "lr": 0.1, "weight_decay": 1e-3},
    {"params": model_2c[3].parameters(), "weight_decay": 1e-4},
], lr=0.01, momentum=0.9)
scheduler_2c = optim.lr_scheduler.StepLR(optimizer_2c, step_size=2, gamma=0.5)
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer_2d = optim.AdamW([
    {"params": [p for n, p in model_2d.named_parameters() if n.endswith("weight")], "weight_decay": 0.01},
    {"params": [p for n, p in model_2d.named_parameters() if n.endswith("bias")], "weight_decay": 0},
], lr=1e-3, betas=(0.8, 0.99))
