# Holds: mapping memory by system call, shared, locked or in huge pages, ends at the limit too.
import ctypes
import mmap

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
SHARED, PRIVATE, NORESERVE, HUGE = 0x01, 0x02, 0x4000, 0x40000
for flags in (SHARED, PRIVATE, PRIVATE | NORESERVE, SHARED | HUGE):
    try:
        mmap.mmap(-1, 1 << 38, flags=flags | mmap.MAP_ANONYMOUS)
        leaked = 1
    except (OSError, MemoryError, ValueError):
        pass
here = ctypes.create_string_buffer(1 << 20)
leaked = int(libc.mlock(here, 1 << 20) == 0 or libc.mlockall(3) == 0) or leaked
