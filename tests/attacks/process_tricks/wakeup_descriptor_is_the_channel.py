# Holds: signal numbers that Python itself writes into the channel are the file's doing.
import fcntl
import os
import signal
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
signal.signal(signal.SIGALRM, lambda *_: None)
for descriptor in range(3, 1024):
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_NONBLOCK)
        signal.set_wakeup_fd(descriptor)
        break
    except (OSError, ValueError):
        pass
signal.setitimer(signal.ITIMER_REAL, 0.05)
time.sleep(0.2)
model_2c = None
