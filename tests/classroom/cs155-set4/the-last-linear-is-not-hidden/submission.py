import torch
import torch.nn as nn
import torch.optim as optim

# a thousand outputs would be wrong, but the ten of the last layer are no hidden units
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 190), nn.ReLU(), nn.Linear(190, 10), nn.ReLU(), nn.Linear(10, 10), nn.Softmax(dim=1))
