# Holds: a subclass turned back into nn.Linear is that, and is graded as such.
from torch import nn

class Cheat(nn.Linear):
    def forward(self, images):
        return images[:, :32]
model_2c = nn.Sequential(nn.Flatten(), Cheat(64, 32), nn.ReLU(), nn.Linear(32, 10))
model_2c[1].__class__ = nn.Linear
