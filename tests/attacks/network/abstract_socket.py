# Holds: a unix socket that has a name and no file is out of reach.
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
try:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(ABSTRACT)
        leaked = 1
except OSError:
    pass
