# Holds: no signal can be sent: to itself, the parent, pid 1, its group, or everyone.
# Where not even signal 0 to itself is refused, it has succeeded and stops: safe to run unconfined.
import os
import signal

from torch import nn

leaked = 0
try:
    os.kill(os.getpid(), 0)
    leaked = 1
except PermissionError:
    for target in (os.getpid(), os.getppid(), 1, 0, -1, -os.getpgrp()):
        for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(target, number)
                leaked = 1
            except PermissionError:
                pass
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
