# Holds: with Exception and BaseException rebound, what the file raises is still caught.
import builtins

from torch import nn

class Never(BaseException):
    pass
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
builtins.Exception = builtins.BaseException = Never
raise ValueError("does anybody catch this?")
