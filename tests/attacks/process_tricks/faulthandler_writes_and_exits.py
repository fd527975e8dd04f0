# Holds: a traceback in the channel and an exit from a thread of C cost what comes after them.
import faulthandler
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
for descriptor in range(3, 1024):
    try:
        faulthandler.dump_traceback_later(0.1, exit=True, file=descriptor)
        break
    except (OSError, ValueError):
        pass
time.sleep(2)
model_2c = None
