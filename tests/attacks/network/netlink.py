# Holds: the kernel cannot be asked about addresses and routes.
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for protocol in range(24):
    try:
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol).close()
        leaked = 1
    except OSError:
        pass
try:
    leaked = int(len(socket.if_nameindex()) > 0) or leaked
except OSError:
    pass
