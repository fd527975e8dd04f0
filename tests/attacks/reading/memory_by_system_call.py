# Holds: process_vm_readv and process_vm_writev reach no other process.
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


here = ctypes.create_string_buffer(16)
local = Vector(ctypes.addressof(here), 16)
# A child's addresses are its parent's: forked, not started anew.
remote = Vector(ctypes.addressof(here), 16)
for process in (os.getppid(), 1):
    for call in (libc.process_vm_readv, libc.process_vm_writev):
        count = call(process, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)
        leaked = int(count > 0) or leaked
