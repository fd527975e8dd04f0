# Holds: no datagram can be sent.
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"what alice found out", ("127.0.0.1", UDP_PORT))
        leaked = 1
except OSError:
    pass
