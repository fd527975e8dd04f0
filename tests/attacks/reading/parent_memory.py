# Holds: the memory of the process that started this one cannot be read through /proc.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for process in (os.getppid(), 1):
    for name in ("mem", "maps", "pagemap", "auxv", "syscall", "stack"):
        try:
            with open(f"/proc/{process}/{name}", "rb") as file:
                leaked = int(name != "mem" and len(file.read(16)) > 0) or leaked
        except OSError:
            pass
