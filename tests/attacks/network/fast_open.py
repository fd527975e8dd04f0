# Holds: nothing leaves in the first packet of a connection, nor by other transports.
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
MPTCP, SCTP, UDPLITE, FASTOPEN = 262, 132, 136, 0x20000000
for protocol in (0, MPTCP, SCTP):
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol) as sender:
            sender.sendto(b"what alice found out", FASTOPEN, ("127.0.0.1", PORT))
            leaked = 1
    except OSError:
        pass
