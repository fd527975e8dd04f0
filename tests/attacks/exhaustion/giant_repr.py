# Holds: nobody asks a student's object how it would like to be shown.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


class Giant:
    def __repr__(self):
        return "x" * (1 << 30)

    __str__ = __repr__


leaked = Giant()
