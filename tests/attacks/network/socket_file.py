# Holds: a unix socket that lies in the file system is out of reach.
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
try:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(SOCKET_PATH)
        leaked = 1
except OSError:
    pass
