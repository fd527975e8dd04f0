# Holds: no other process can be traced, and nobody can be asked to trace this one.
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
ATTACH, SEIZE, TRACEME, DETACH = 16, 0x4206, 0, 17
for process in (os.getppid(), 1):
    for request in (SEIZE, ATTACH):
        if libc.ptrace(request, process, None, None) == 0:
            leaked = 1
            libc.ptrace(DETACH, process, None, None)
leaked = int(libc.ptrace(TRACEME, 0, None, None) == 0) or leaked
