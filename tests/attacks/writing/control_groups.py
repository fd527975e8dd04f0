# Holds: a student's file cannot lift its own limits in the control groups, or leave them.
import glob
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
names = ("cgroup.procs", "memory.max", "memory.limit_in_bytes", "pids.max", "release_agent", "tasks")
for folder in ("/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids"):
    for name in names:
        try:
            os.close(os.open(os.path.join(folder, name), os.O_WRONLY))
            leaked = 1
        except OSError:
            pass
    try:
        os.mkdir(os.path.join(folder, "grader-was-here"))
        leaked = 1
    except OSError:
        pass
