# Holds: a name in letters that only look the same is another name.
from torch import nn

model_2с = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
