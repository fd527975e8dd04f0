# Holds: nobody on the machine answers at a TCP port.
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
try:
    socket.create_connection(("127.0.0.1", PORT), 2).close()
    leaked = 1
except OSError:
    pass
