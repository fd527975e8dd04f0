# Holds: a property, and a class that would give a network if asked, are asked nothing.
from torch import nn

class Lazy:
    def __get__(self, instance, owner=None):
        raise SystemExit(0)
    __set_name__ = __getattr__ = __get__
model_2c = property(lambda: nn.Sequential())
epochs_2c = 2
