# Holds: a network that contains itself is refused in words, not followed for ever.
from torch import nn

leaked = 0
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
model_2c.append(model_2c)
