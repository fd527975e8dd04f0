# Holds: an object that answers every question with another object, or never, is not asked.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


class Endless:
    def __getattr__(self, name):
        while True:
            yield_nothing = 1

    def __getattribute__(self, name):
        while True:
            yield_nothing = 1

    __iter__ = __len__ = __float__ = __int__ = __index__ = __bool__ = __getattr__


leaked = Endless()
optimizer_2c = Endless()
