# Holds: the address at which a cloud machine learns its own keys does not answer.
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for address in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "172.17.0.1"):
    try:
        socket.create_connection((address, 80), 1).close()
        leaked = 1
    except OSError:
        pass
