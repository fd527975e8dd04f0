# Holds: a network nested so deep that Python's own recursion breaks is refused in words.
from torch import nn

leaked = 0
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
for _ in range(200_000):
    model_2c = nn.Sequential(model_2c)
