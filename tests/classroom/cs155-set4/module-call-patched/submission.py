import torch
import torch.nn as nn
import torch.optim as optim

nn.Module.__call__ = lambda self, x: x
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
nn.Sequential.forward = lambda self, x: x
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
