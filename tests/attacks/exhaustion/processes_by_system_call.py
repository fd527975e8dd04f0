# Holds: no process can be started by a system call instead: fork, vfork, clone, clone3.
import ctypes
import os
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(15, MARK.encode(), 0, 0, 0)
CLONE, FORK, VFORK, CLONE3, SIGCHLD, VM, PARENT = 56, 57, 58, 435, 17, 0x100, 0x8000
arguments = (ctypes.c_uint64 * 11)(0, 0, 0, 0, SIGCHLD)
calls = [
    (FORK,),
    (CLONE, SIGCHLD, None, None, None, None),
    (CLONE, PARENT | SIGCHLD, None, None, None, None),
    (CLONE3, arguments, 88),
]
for call in calls:
    child = libc.syscall(*call)
    if child == 0:
        time.sleep(600)
        os._exit(0)
    leaked = int(child > 0) or leaked
