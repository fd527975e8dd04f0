# Holds: a Sequential that holds itself fifty times over is counted up to a limit, and not for ever.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
for number in range(50):
    model_2c.add_module(f"again_{number}", model_2c)
