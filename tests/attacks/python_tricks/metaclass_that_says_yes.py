# Holds: a metaclass that says yes to every isinstance and issubclass makes no network.
from torch import nn

class Yes(type):
    __instancecheck__ = __subclasscheck__ = lambda cls, other: True
    __mro__ = property(lambda cls: (nn.Sequential, nn.Module, object))
    __name__ = property(lambda cls: "Sequential")
class Net(metaclass=Yes):
    _modules = {"0": nn.Flatten(), "1": nn.Linear(64, 10)}
    __class__ = property(lambda self: nn.Sequential)
model_2c = Net()
assert isinstance(model_2c, nn.Sequential)
