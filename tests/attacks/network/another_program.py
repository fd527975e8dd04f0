# Holds: no program that could reach the network can be started in its stead.
import os
import subprocess

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
code = f"import socket; socket.create_connection(('127.0.0.1', {PORT}), 2)"
import sys

for command in ([sys.executable, "-S", "-c", code], ["/usr/bin/python3", "-S", "-c", code]):
    try:
        leaked = int(subprocess.run(command, timeout=5).returncode == 0) or leaked
    except (OSError, subprocess.SubprocessError):
        pass
