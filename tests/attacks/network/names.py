# Holds: no name can be looked up, so that nothing leaves in the questions to a name server.
import socket

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for name in ("what-alice-found-out.example.com", "example.com", "host.docker.internal"):
    try:
        leaked = int(len(socket.getaddrinfo(name, 80)) > 0)
    except (OSError, UnicodeError):
        pass
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as question:
        question.sendto(bytes(12), ("127.0.0.53", 53))
        leaked = 1
except OSError:
    pass
