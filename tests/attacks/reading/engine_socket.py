# Holds: the container engine's socket, which is root on the machine, is out of reach.
import os
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
paths = ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock"]
paths += ["/run/podman/podman.sock", "/run/dbus/system_bus_socket", SOCKET_PATH]
for path in paths:
    try:
        with socket.socket(socket.AF_UNIX) as engine:
            engine.connect(path)
            leaked = 1
    except OSError:
        pass
