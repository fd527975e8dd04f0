import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 5000), nn.ReLU(), nn.Linear(5000, 10))
model_2c[1].out_features = 100

model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d[1].weight = nn.Parameter(torch.zeros(5000, 784))
model_2d[5].in_features = "100"

model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
model_2e[3].bias = nn.Parameter(torch.zeros(1))
del model_2e[7].in_features

model_3g = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.Dropout(0.1), nn.Flatten(), nn.Linear(5408, 10))
model_3g[0].out_channels = 4
model_3g[1].num_features = 4
