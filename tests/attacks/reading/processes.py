# Holds: no other process of the machine can be looked at in /proc.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
try:
    numbers = [name for name in os.listdir("/proc") if name.isdigit()]
except OSError:
    numbers = [str(number) for number in range(1, 3000)]
for number in numbers:
    for name in ("cmdline", "environ", "maps", "stat", "fd", "cwd", "exe"):
        path = f"/proc/{number}/{name}"
        try:
            seen = os.listdir(path) if name == "fd" else os.path.realpath(path)
            if name not in ("fd", "cwd", "exe"):
                seen = open(path, "rb").read()
            elif seen == path:
                continue
        except OSError:
            continue
        leaked = int(int(number) != os.getpid() and bool(seen)) or leaked
