# Holds: no memory can be left for the next student, by any of the three ways Linux has.
import ctypes
import mmap
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
CREATE = 0o1000 | 0o666
leaked = int(libc.shmget(0x67726164, 4096, CREATE) >= 0)
leaked = int(libc.semget(0x67726164, 1, CREATE) >= 0) or leaked
leaked = int(libc.msgget(0x67726164, CREATE) >= 0) or leaked
try:
    open("/dev/shm/grader-was-here", "w").write("what alice found out")
except OSError:
    pass
