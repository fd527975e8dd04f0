# Holds: a file cannot raise its own limits or set those of others.
import os
import resource

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for name in ("AS", "CPU", "FSIZE", "NOFILE", "NPROC", "CORE", "MEMLOCK", "MSGQUEUE", "NICE"):
    limit = getattr(resource, "RLIMIT_" + name)
    soft, hard = resource.getrlimit(limit)
    unlimited = resource.RLIM_INFINITY
    for target in (0, os.getppid()):
        try:
            resource.prlimit(target, limit, (unlimited, unlimited))
            leaked = int(hard != unlimited or target != 0) or leaked
        except (OSError, ValueError):
            pass
