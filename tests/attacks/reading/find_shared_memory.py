# Holds: memory that the student before left is not there.
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
leaked = int(libc.shmget(0x67726164, 4096, 0) >= 0)
leaked = int(libc.semget(0x67726164, 1, 0) >= 0) or leaked
leaked = int(libc.msgget(0x67726164, 0) >= 0) or leaked
leaked = int(os.path.exists("/dev/shm/grader-was-here")) or leaked
