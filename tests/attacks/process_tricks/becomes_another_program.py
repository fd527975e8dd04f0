# Holds: no other program takes over the process, with the channel in its hands.
import ctypes
import os
import sys

from torch import nn

leaked = 0
for replace in (
    lambda: os.execv("/bin/sh", ["sh", "-c", "sleep 1; exit 0"]),
    lambda: os.execv(sys.executable, [sys.executable, "-c", "pass"]),
    lambda: ctypes.CDLL(None).execlp(b"sleep", b"sleep", b"1", None),
):
    try:
        replace()
    except OSError:
        pass
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
