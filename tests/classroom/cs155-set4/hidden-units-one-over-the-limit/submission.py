import torch
import torch.nn as nn
import torch.optim as optim

# 2C: one hidden layer
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 101), nn.ReLU(), nn.Linear(101, 10))

# 2D: two of them
model_2d = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 150), nn.ReLU(),
    nn.Linear(150, 51), nn.ReLU(),
    nn.Linear(51, 10),
)

# 2E: three
model_2e = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 600), nn.ReLU(), nn.Dropout(0.2),
    nn.Linear(600, 300), nn.ReLU(), nn.Dropout(0.2),
    nn.Linear(300, 101), nn.ReLU(),
    nn.Linear(101, 10),
)
