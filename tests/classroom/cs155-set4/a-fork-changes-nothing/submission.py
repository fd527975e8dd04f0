import torch
import torch.nn as nn
import torch.optim as optim

import os, time
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
if os.fork() == 0:
    model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    time.sleep(600)
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
