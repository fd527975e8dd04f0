# Holds: 10^16 parameters that take no memory, on torch's meta device, are refused, not computed with.
from torch import nn

leaked = 0
model_2c = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 10**8, device="meta"),
    nn.ReLU(),
    nn.Linear(10**8, 10**8, device="meta"),
    nn.Linear(10**8, 10, device="meta"),
)
