# Holds: the environment of whoever runs the grader does not reach a student's file.
import ctypes
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
name = "GRADER_SECRET" + "_TOKEN"
getenv = ctypes.CDLL(None).getenv
getenv.restype = ctypes.c_char_p
leaked = int(name in os.environ or getenv(name.encode()) is not None)
for process in ("self", "1", str(os.getppid())):
    try:
        leaked = int(name.encode() in open(f"/proc/{process}/environ", "rb").read()) or leaked
    except OSError:
        pass
