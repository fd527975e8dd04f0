# Holds: no descriptor that is left open leads to a file, or says anything when it is read.
import os
import stat

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for descriptor in range(3, 4096):
    try:
        kind = os.fstat(descriptor).st_mode
        leaked = int(stat.S_ISREG(kind) or stat.S_ISDIR(kind) or stat.S_ISBLK(kind)) or leaked
        os.set_blocking(descriptor, False)
        leaked = int(len(os.read(descriptor, 1 << 16)) > 0) or leaked
    except OSError:
        pass
