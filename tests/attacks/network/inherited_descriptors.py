# Holds: no descriptor that is left open is a socket: nothing can be sent, no descriptor passed on.
import os
import socket
import stat

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for descriptor in range(64):
    try:
        leaked = int(stat.S_ISSOCK(os.fstat(descriptor).st_mode)) or leaked
        inherited = socket.socket(fileno=os.dup(descriptor))
        socket.send_fds(inherited, [b"x"], [0])
        leaked = 1
    except OSError:
        pass
