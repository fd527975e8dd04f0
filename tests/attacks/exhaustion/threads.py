# Holds: threads without end stop at a limit, and none of them outlives the file.
import ctypes
import threading
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
ctypes.CDLL(None).prctl(15, MARK.encode(), 0, 0, 0)
threading.stack_size(64 << 10)
started = 0
try:
    while started < 2000:
        threading.Thread(target=time.sleep, args=(1e6,), daemon=True).start()
        started += 1
except (RuntimeError, MemoryError):
    pass
leaked = int(started > 1000)
