# Holds: a process that aborts is reported as ended; what it had built until then counts.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
os.abort()
model_2c = None
