# Holds: no setting of the kernel can be changed.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
paths = ["kernel/core_pattern", "kernel/modprobe", "kernel/hostname", "vm/overcommit_memory"]
for path in ["/proc/sys/" + name for name in paths] + ["/proc/sysrq-trigger", "/sys/power/state"]:
    try:
        os.close(os.open(path, os.O_WRONLY))
        leaked = 1
    except OSError:
        pass
