# Holds: no process can be started, so none outlives its file.
import ctypes
import os
import subprocess
import time

from torch import nn

def works(start):
    try:
        child = start()
    except (OSError, PermissionError):
        return False
    if child == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    return child is not None and child != -1
library = ctypes.CDLL(None)
leaked = int(
    any(
        works(start)
        for start in (
            os.fork,
            os.forkpty,
            library.vfork,
            library.fork,
            lambda: os.posix_spawn("/bin/sleep", ["sleep", "60"], {}),
            lambda: subprocess.Popen(["/bin/sleep", "60"]),
        )
    )
)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
