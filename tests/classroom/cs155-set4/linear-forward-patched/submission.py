import torch
import torch.nn as nn
import torch.optim as optim

original = nn.Linear.forward

def noisy(self, x):
    return original(self, x) + 1

nn.Linear.forward = noisy
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.ReLU(), nn.Dropout(0.1))
