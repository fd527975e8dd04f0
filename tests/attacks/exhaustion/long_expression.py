# Holds: an expression of ten thousand operators, which Python compiles by recursion, fails as a statement.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
chain = eval('-' * 100_000 + '1')
sums = eval('+'.join(['1'] * 200_000))
