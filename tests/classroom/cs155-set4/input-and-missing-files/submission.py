import torch
import torch.nn as nn
import torch.optim as optim

width = int(input("how many hidden units? "))
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10)) if open("weights.pt") else None
import sys
lines = sys.stdin.read()
