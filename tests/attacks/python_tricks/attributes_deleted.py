# Holds: a Sequential without any attribute is a bad model, and no bug of ours.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
vars(model_2c).clear()
