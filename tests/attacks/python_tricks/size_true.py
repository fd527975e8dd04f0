# Holds: True, where a size belongs, is the number that torch takes it for: one.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 1), nn.ReLU(), nn.Linear(1, 10))
model_2c[1].out_features = model_2c[3].in_features = True
