# Holds: a file cannot put itself before others: priority, scheduler, processors, input and output.
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
IOPRIO_SET = 251
actions = [
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -20),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
    lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19),
    lambda: os.sched_setaffinity(os.getppid(), {0}),
]
for action in actions:
    try:
        action()
        leaked = 1
    except OSError:
        pass
leaked = int(libc.syscall(IOPRIO_SET, 1, os.getppid(), (1 << 13) | 0) == 0) or leaked
