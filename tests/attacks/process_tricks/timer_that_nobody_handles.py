# Holds: a file that lets an alarm end it has been ended; no worse.
import signal
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
signal.alarm(1)
time.sleep(5)
model_2c = None
