# Holds: a model that is gone at the end has not been handed in.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
globals().clear()
