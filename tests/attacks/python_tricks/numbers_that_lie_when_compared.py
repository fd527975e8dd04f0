# Holds: a subclass of int, whatever it says when compared, is no size of a layer.
from torch import nn

class Small(int):
    __lt__ = __le__ = __eq__ = lambda self, other: True
    __gt__ = __ge__ = __ne__ = lambda self, other: False
    __hash__ = int.__hash__
    __str__ = __repr__ = lambda self: "32"
wide = nn.Linear(64, 5000)
wide.out_features = Small(5000)
model_2c = nn.Sequential(nn.Flatten(), wide, nn.ReLU(), nn.Linear(5000, 10))
