# Holds: nobody answers over IPv6 either.
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for address in (("::1", PORT6), ("::ffff:127.0.0.1", PORT)):
    try:
        socket.create_connection(address, 2).close()
        leaked = 1
    except OSError:
        pass
