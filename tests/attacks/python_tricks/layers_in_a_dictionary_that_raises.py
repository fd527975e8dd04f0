# Holds: layers that raise when they are listed make a bad model; they are no bug of ours.
from torch import nn

class Layers(dict):
    def keys(self):
        raise RuntimeError("not today")
    __iter__ = items = values = keys
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
vars(model_2c)["_modules"] = Layers(model_2c._modules)
