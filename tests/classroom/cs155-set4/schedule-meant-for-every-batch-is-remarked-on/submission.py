import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer_2c = optim.Adam(model_2c.parameters())
# stepped after every batch in my loop
scheduler_2c = optim.lr_scheduler.OneCycleLR(optimizer_2c, max_lr=0.01, epochs=10, steps_per_epoch=1875)
