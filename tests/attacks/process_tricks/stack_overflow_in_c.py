# Holds: iterators nested a million deep overflow the stack of C, where no limit of Python counts.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
nested = iter(())
for _ in range(1_000_000):
    nested = map(int, nested)
next(nested)
model_2c = None
