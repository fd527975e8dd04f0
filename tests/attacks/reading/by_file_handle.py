# Holds: no file can be opened by its inode instead of its name, past all mounts.
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
NAME_TO_HANDLE_AT, OPEN_BY_HANDLE_AT, HERE = 303, 304, -100


class Handle(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint), ("kind", ctypes.c_int), ("data", ctypes.c_ubyte * 128)]


handle, mount = Handle(size=128), ctypes.c_int()
folder = os.open(".", os.O_RDONLY)
for path in (b"/", b".", OTHER.encode()):
    libc.syscall(NAME_TO_HANDLE_AT, HERE, path, ctypes.byref(handle), ctypes.byref(mount), 0)
    leaked = int(libc.syscall(OPEN_BY_HANDLE_AT, folder, ctypes.byref(handle), 0) >= 0) or leaked
root = Handle(size=8, kind=1, data=(ctypes.c_ubyte * 128)(2))
leaked = int(libc.syscall(OPEN_BY_HANDLE_AT, folder, ctypes.byref(root), 0) >= 0) or leaked
