# Holds: a crash leaves no image of the process anywhere, and what was built before it counts.
import ctypes
import resource

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
try:
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20))
    leaked = 1
except (OSError, ValueError):
    pass
ctypes.string_at(1)
