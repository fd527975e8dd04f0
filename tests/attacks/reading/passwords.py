# Holds: the machine's accounts and passwords cannot be read.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for path in ("/etc/passwd", "/etc/shadow", "/etc/group", "/etc/sudoers", "/etc/machine-id"):
    try:
        leaked = int(len(open(path).read()) > 0) or leaked
    except OSError:
        pass
