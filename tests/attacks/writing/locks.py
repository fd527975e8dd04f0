# Holds: no file that others use can be locked, or watched for whoever opens it.
import fcntl
import os

import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for path in (torch.__file__, os.__file__, CLASS, OTHER, "/usr/bin/env"):
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        continue
    actions = [
        lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
        lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK),
    ]
    for action in actions:
        try:
            action()
            leaked = 1
        except OSError:
            pass
