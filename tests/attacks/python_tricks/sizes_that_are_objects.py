# Holds: an object that gives another size whenever it is asked is no size.
from torch import nn

class Size:
    asked = 0
    def __index__(self):
        Size.asked += 1
        return 32
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, Size()), nn.ReLU(), nn.Linear(32, 10))
