# Holds: a file that sleeps for ever, using nothing at all, is ended.
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
time.sleep(1e6)
