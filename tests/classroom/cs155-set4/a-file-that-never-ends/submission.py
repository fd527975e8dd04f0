import torch
import torch.nn as nn
import torch.optim as optim

import time
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
while not getattr(model_2c, "converged", False):
    time.sleep(0.1)  # training runs in another window
