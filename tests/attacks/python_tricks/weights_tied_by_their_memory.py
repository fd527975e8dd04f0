# Holds: two weights that lie in the same memory are one, though they are two objects.
from torch import nn

model_2c = nn.Sequential(
    nn.Flatten(), nn.Linear(64, 10), nn.ReLU(), nn.Linear(10, 10), nn.Linear(10, 10)
)
model_2c[3].weight.data = model_2c[1].weight.data[:, :10]
