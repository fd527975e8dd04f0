# Holds: no program that could reach the network can be started in its stead.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
code = f"import socket; socket.create_connection(('127.0.0.1', {PORT}), 2)"
import sys

# Not by subprocess: that is a stand-in here, which starts nothing and says that all is well.
for command in ([sys.executable, "-S", "-c", code], ["/usr/bin/python3", "-S", "-c", code]):
    try:
        _, status = os.waitpid(os.posix_spawn(command[0], command, {}), 0)
        leaked = int(status == 0) or leaked
    except OSError:
        pass
