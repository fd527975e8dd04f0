# Holds: a weight that no optimizer would move is no weight of a layer that is to be trained.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
trained = model_2c[1].weight.detach().clone()
del model_2c[1].weight
model_2c[1].register_buffer("weight", trained)
