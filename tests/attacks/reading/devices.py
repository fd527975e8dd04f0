# Holds: neither memory nor disks nor the kernel's log can be read as a device.
import glob
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
paths = ["/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/fuse", "/dev/kvm", "/dev/vda"]
paths += ["/dev/sda", "/dev/loop-control", "/dev/input/event0", "/dev/tty", "/dev/console"]
for path in paths + glob.glob("/dev/nvme*"):
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        leaked = 1
    except OSError:
        pass
