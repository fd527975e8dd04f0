# Holds: no device can be made, to reach disks and memory by.
import os
import stat

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for kind, major, minor in ((stat.S_IFBLK, 254, 0), (stat.S_IFCHR, 1, 1), (stat.S_IFCHR, 1, 11)):
    try:
        os.mknod(f"grader-was-here-{major}-{minor}", kind | 0o666, os.makedev(major, minor))
        leaked = 1
    except OSError:
        pass
