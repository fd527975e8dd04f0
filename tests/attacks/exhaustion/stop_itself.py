# Holds: a file that stops itself, so that it never ends and never answers, is ended.
import os
import signal
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for stop in (lambda: os.kill(os.getpid(), signal.SIGSTOP), lambda: signal.raise_signal(signal.SIGSTOP)):
    try:
        stop()
    except OSError:
        pass
time.sleep(1e6)
