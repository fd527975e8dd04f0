# Holds: a model whose hooks raise when somebody looks at them is a bad model, and no bug of ours.
from collections import OrderedDict

from torch import nn

class Hooks(OrderedDict):
    def __bool__(self):
        raise RuntimeError("do not look")
    __len__ = __bool__
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
vars(model_2c)["_forward_hooks"] = Hooks()
