import torch
import torch.nn as nn
import torch.optim as optim

relu = nn.ReLU()
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 50), relu, nn.Linear(50, 50), relu, nn.Linear(50, 10))

middle = nn.Linear(100, 100)
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), middle, nn.ReLU(), middle, nn.Linear(100, 10))

model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
model_2e[5].weight = model_2e[3].weight
model_2e[7].bias.data = model_2e[1].bias.data[:10]
