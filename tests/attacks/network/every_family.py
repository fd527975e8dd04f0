# Holds: no kind of socket at all can be made: Bluetooth, packets, the kernel's ciphers, any number.
import ctypes

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
for family in range(64):
    for kind in (1, 2, 3, 4, 5, 10):
        leaked = int(libc.socket(family, kind, 0) >= 0) or leaked
