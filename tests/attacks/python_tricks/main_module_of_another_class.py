# Holds: variables are read from where they are, not through a module that answers for them.
import sys
import types

from torch import nn

class Main(types.ModuleType):
    __dict__ = property(lambda self: {"model_2c": nn.Sequential()})
    def __getattribute__(self, name):
        raise SystemExit(0)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
sys.modules["__main__"].__class__ = Main
sys.modules["__main__"] = Main("__main__")
