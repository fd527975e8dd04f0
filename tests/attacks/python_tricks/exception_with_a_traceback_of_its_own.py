# Holds: an exception whose traceback, class and text raise is passed over like any other.
from torch import nn

class Strange(Exception):
    def refuse(self, *arguments):
        raise SystemExit(0)
    __traceback__ = __class__ = __cause__ = __context__ = property(refuse)
    __str__ = __repr__ = __eq__ = __hash__ = __reduce__ = refuse
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
raise Strange
