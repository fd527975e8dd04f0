# Holds: a layer of no units, which torch builds with a warning, is no way around a budget.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 0), nn.ReLU(), nn.Linear(0, 10))
