# Holds: limits of zero on files, descriptors, stack and locks keep no description from its end.
import resource

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
for name in ("NOFILE", "FSIZE", "NPROC", "MEMLOCK", "STACK", "MSGQUEUE", "SIGPENDING", "DATA"):
    limit = getattr(resource, f"RLIMIT_{name}")
    try:
        resource.setrlimit(limit, (0, 0))
    except (OSError, ValueError):
        pass
a = b = c = None
