# Holds: what a name gave counts, not the name: nn.Linear rebound to a factory of convolutions.
from torch import nn

nn.Linear = lambda inputs, outputs: nn.Conv2d(1, outputs, 8)
model_2c = nn.Sequential(nn.Identity(), nn.Linear(64, 32), nn.Flatten(), nn.ReLU())
model_2c[0] = nn.ReLU()
model_2c.append(nn.modules.linear.Linear(32, 10))
