# Holds: a name in letters that only look the same is another name: what it holds is found by the
# rules, as under any name, and said to be; nobody takes it for model_2c.
from torch import nn

model_2с = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
