# Holds: no message queue, which outlives its process, can be made.
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
MQ_OPEN, MQ_UNLINK = 240, 241
queue = libc.syscall(MQ_OPEN, b"grader-was-here", os.O_CREAT | os.O_RDWR, 0o666, None)
leaked = int(queue >= 0)
libc.syscall(MQ_UNLINK, b"grader-was-here")
