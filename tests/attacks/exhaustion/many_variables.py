# Holds: a hundred thousand variables slow nobody down.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
globals().update({f"variable_{number}": number for number in range(100_000)})
done = 1
