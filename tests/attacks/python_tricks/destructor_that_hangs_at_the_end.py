# Holds: no destructor runs at the end: the process is gone before anything is taken down.
import sys
import time

from torch import nn

class Clingy:
    def __del__(self):
        time.sleep(600)
class Meta(type):
    __del__ = Clingy.__del__
sys.modules["clingy"] = kept = Clingy()
class Kept(metaclass=Meta):
    pass
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
