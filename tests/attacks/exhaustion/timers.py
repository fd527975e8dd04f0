# Holds: timers and pending signals are bounded, and end with the file.
import ctypes
import signal

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
TIMER_CREATE = 222
number = ctypes.c_int()
for _ in range(200_000):
    if libc.syscall(TIMER_CREATE, 1, None, ctypes.byref(number)) != 0:
        break
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
sum(range(10_000_000))
