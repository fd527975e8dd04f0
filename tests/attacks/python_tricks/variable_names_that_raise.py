# Holds: a key beside the real model's, which raises when compared with it, is passed over.
from torch import nn

class Name(str):
    def __eq__(self, other):
        raise RuntimeError("incomparable")
    __hash__ = str.__hash__
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
def plant():
    twin = dict.fromkeys([Name("optimizer_2c"), Name("epochs_2c"), Name("leaked")], model_2c)
    globals().update(twin)
    globals()[1] = globals()[None] = globals()[b"model_2c"] = model_2c
plant()
