# Holds: no descriptor can be taken out of another process.
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
PIDFD_OPEN, PIDFD_GETFD, KCMP = 434, 438, 312
for process in (os.getppid(), 1):
    pidfd = libc.syscall(PIDFD_OPEN, process, 0)
    for descriptor in range(16):
        taken = libc.syscall(PIDFD_GETFD, pidfd, descriptor, 0) if pidfd >= 0 else -1
        leaked = int(taken >= 0) or leaked
