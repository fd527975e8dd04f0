# Holds: thousands of statements, each changing a network, cost no more than they should.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
lines = [f"model_{n} = nn.Sequential(nn.Flatten(), nn.Linear({n + 1}, 2))" for n in range(2000)]
exec("\n".join(lines))
