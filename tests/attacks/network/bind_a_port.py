# Holds: nobody can listen, for the next student or for the world.
import asyncio
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for address in (("127.0.0.1", 0), ("0.0.0.0", 0)):
    try:
        with socket.create_server(address):
            leaked = 1
    except OSError:
        pass
try:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0grader-was-here")
        leaked = 1
except OSError:
    pass
