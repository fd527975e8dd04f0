# Holds: a file that forks without end starts not one process.
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
ctypes.CDLL(None).prctl(15, MARK.encode(), 0, 0, 0)
for _ in range(100):
    try:
        if os.fork() == 0:
            # A child must not go on with the file: it would answer in the student's place.
            while True:
                try:
                    os.fork()
                except OSError:
                    pass
        leaked = 1
    except OSError:
        pass
