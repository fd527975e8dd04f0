# Holds: no folder can be mounted, unmounted or moved, and no namespace entered or made.
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWNS, BIND = 0x10000000, 0x20000, 4096
leaked = int(libc.unshare(CLONE_NEWUSER) == 0 or libc.unshare(CLONE_NEWNS) == 0)
os.makedirs("here", exist_ok=True)
leaked = int(libc.mount(b"/", b"here", None, BIND, None) == 0) or leaked
leaked = int(libc.mount(b"tmpfs", b"here", b"tmpfs", 0, None) == 0) or leaked
leaked = int(libc.umount2(b"/tmp", 2) == 0) or leaked
OPEN_TREE, FSOPEN, PIVOT_ROOT, SETNS = 428, 430, 155, 308
leaked = int(libc.syscall(OPEN_TREE, -100, b"/", 1) >= 0) or leaked
leaked = int(libc.syscall(FSOPEN, b"tmpfs", 0) >= 0) or leaked
leaked = int(libc.syscall(PIVOT_ROOT, b"here", b"here") == 0) or leaked
