# Holds: five thousand networks hide neither the one that counts nor what an attack says of itself.
from torch import nn

leaked = 0
for number in range(5000):
    globals()[f"network_{number}"] = nn.Sequential(nn.Linear(1, 1))
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
