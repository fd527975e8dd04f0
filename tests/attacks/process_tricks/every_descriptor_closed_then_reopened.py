# Holds: closing all descriptors loses the channel; opening others in their place wins nothing back.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
os.closerange(0, 1024)
pipes = [os.pipe() for _ in range(30)]
model_2c = None
