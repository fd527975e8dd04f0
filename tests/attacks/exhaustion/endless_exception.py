# Holds: an exception whose message is computed without end is a statement that does not end.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0


class Endless(Exception):
    def __str__(self):
        while True:
            pass


raise Endless
