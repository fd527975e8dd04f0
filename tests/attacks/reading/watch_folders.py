# Holds: nobody can watch what the grader opens and writes, and when.
import ctypes
import fcntl
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(0)
for path in (CLASS, RESULTS, TEMP):
    leaked = int(watch >= 0 and libc.inotify_add_watch(watch, path.encode(), 0xFFF) >= 0) or leaked
group = libc.fanotify_init(0, os.O_RDONLY)
leaked = int(group >= 0 and libc.fanotify_mark(group, 1, 0x20, -100, b"/") == 0) or leaked
try:
    fcntl.fcntl(os.open(CLASS, os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_CREATE)
    leaked = 1
except OSError:
    pass
