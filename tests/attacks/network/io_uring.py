# Holds: the kernel's second way to do everything, past all filters of system calls, is shut.
import ctypes

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
IO_URING_SETUP, IO_SETUP = 425, 206
leaked = int(libc.syscall(IO_URING_SETUP, 4, ctypes.create_string_buffer(256)) >= 0)
