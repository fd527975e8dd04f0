# Holds: a key of the built-ins that raises when it is compared ends the file at once.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
import builtins
class Name(str):
    def __eq__(self, other): raise ValueError("equal")
    __hash__ = str.__hash__
vars(builtins)[Name("len")] = vars(builtins).pop("len")
