# Holds: no process can be started, so none outlives its file.
import _posixsubprocess
import ctypes
import os
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
def as_subprocess_does():
    # What subprocess.Popen comes to; that itself is a stand-in here, and starts nothing.
    environment, pipe = [b"PATH=/bin"], os.pipe()
    return _posixsubprocess.fork_exec(
        [b"/bin/sleep", b"60"], (b"/bin/sleep",), True, (pipe[1],), None, environment,
        -1, -1, -1, -1, -1, -1, *pipe, True, False, -1, None, None, None, -1, None, False,
    )
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
            as_subprocess_does,
        )
    )
)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
