# Holds: a limit that was lowered stays: no soft limit is raised, nor a hard one.
import resource

from torch import nn

leaked = 0
for limit in (
    resource.RLIMIT_AS,
    resource.RLIMIT_CPU,
    resource.RLIMIT_FSIZE,
    resource.RLIMIT_NOFILE,
    resource.RLIMIT_NPROC,
    resource.RLIMIT_CORE,
):
    soft, hard = resource.getrlimit(limit)
    if resource.RLIM_INFINITY in (soft, hard):
        leaked = 1
        continue
    try:
        resource.setrlimit(limit, (soft + 1, hard + 1))
        leaked = 1
    except (OSError, ValueError):
        pass
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
