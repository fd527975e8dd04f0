# Holds: no socket leads to the virtual machine's host, which no network namespace keeps apart.
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    try:
        with socket.socket(socket.AF_VSOCK, kind) as host:
            leaked = 1
            host.settimeout(1)
            host.connect((socket.VMADDR_CID_HOST, 22))
    except OSError:
        pass
