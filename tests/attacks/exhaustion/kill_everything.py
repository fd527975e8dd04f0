# Holds: no process but its own can be sent a signal, and not all at once either.
import os
import signal

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for target in (os.getppid(), 1, 2, -1, 0, -os.getppid(), -os.getpgrp()):
    try:
        # 0 asks whether a signal might be sent, and sends none.
        os.kill(target, 0)
        leaked = 1
    except OSError:
        pass
