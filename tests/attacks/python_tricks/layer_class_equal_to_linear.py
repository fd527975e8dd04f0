# Holds: a class whose metaclass says that it equals nn.Linear is still another class.
import torch
from torch import nn

class Equal(type):
    __eq__ = lambda cls, other: True
    __hash__ = lambda cls: hash(nn.Linear)
class Linear(nn.Linear, metaclass=Equal):
    locals().update({name: member for name, member in vars(nn.Linear).items() if callable(member)})
    def __call__(self, images):
        return torch.zeros(len(images), self.out_features)
model_2c = nn.Sequential(nn.Flatten(), Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
assert type(model_2c[1]) in {nn.Linear: 1}
