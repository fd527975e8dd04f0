# Holds: the heap that a student's process starts with holds no earlier student's file, and nothing
# that was said of it.
import base64
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
libc = ctypes.CDLL(None)
libc.sbrk.restype = ctypes.c_void_p
libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
reading, writing = os.pipe()
pages = []
address = (libc.sbrk(0) & ~4095) - 4096
# An address that is not mapped is an error of write(), where reading it would end us.
while libc.write(writing, address, 4096) == 4096:
    pages.append(os.read(reading, 4096))
    address -= 4096
heap = b"".join(reversed(pages))
sought = b"0.3729" + b"1284"
wrapped = [base64.b64encode(b" " * shift + sought)[4:-4] for shift in range(3)]
leaked = int(any(text in heap for text in (sought, *wrapped)) or len(heap) < 1 << 20)
