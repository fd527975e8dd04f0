# Holds: a network of ten thousand layers is refused with its number of layers, not described in full.
from torch import nn

leaked = 0
model_2c = nn.Sequential(nn.Flatten(), *[nn.ReLU() for _ in range(10_000)], nn.Linear(64, 10))
