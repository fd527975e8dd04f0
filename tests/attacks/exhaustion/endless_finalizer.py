# Holds: an object that never ends being deleted does not keep a finished file from ending.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


class Endless:
    def __del__(self):
        while True:
            pass


leaked = 0
kept = Endless()
nn.kept_too = kept
