# Holds: neither /sys nor /proc tells of the machine, its disks or its mounts.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
files = ["/proc/mounts", "/proc/self/mountinfo", "/proc/cmdline", "/proc/net/tcp", "/proc/keys"]
files += ["/proc/self/cgroup", "/sys/class/dmi/id/product_name", "/proc/kallsyms", "/proc/diskstats"]
for path in files:
    try:
        leaked = int(len(open(path).read()) > 0) or leaked
    except OSError:
        pass
for path in ("/proc", "/sys", "/sys/class/net", "/sys/fs/cgroup", "/proc/self/fd", "/proc/1/root"):
    try:
        leaked = int(len(os.listdir(path)) > 0) or leaked
    except OSError:
        pass
