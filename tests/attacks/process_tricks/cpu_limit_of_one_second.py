# Holds: the kernel's own signals still reach a process, though none can be sent.
import resource
import signal

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2])) + 1
resource.setrlimit(resource.RLIMIT_CPU, (used, used + 9))
signal.signal(signal.SIGXCPU, signal.SIG_DFL)
while True:
    pass
