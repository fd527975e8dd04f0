# Holds: the kernel's keyrings, which no namespace keeps apart, cannot be read or added to.
import ctypes

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
ADD_KEY, REQUEST_KEY, KEYCTL = 248, 249, 250
for ring in (-1, -2, -3, -4, -5):
    leaked = int(libc.syscall(KEYCTL, 0, ring, 1) >= 0) or leaked
    number = libc.syscall(ADD_KEY, b"user", b"grader-was-here", b"x", 1, ring)
    leaked = int(number >= 0) or leaked
leaked = int(libc.syscall(REQUEST_KEY, b"user", b"grader-was-here", None, 0) >= 0) or leaked
