# Holds: the next student's file does not arrive at this one's standard input or descriptors.
import os
import select

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
poll = select.poll()
for descriptor in range(64):
    try:
        os.fstat(descriptor)
        poll.register(descriptor, select.POLLIN | select.POLLPRI)
    except OSError:
        pass
for descriptor, event in poll.poll(300):
    if event & select.POLLIN:
        leaked = int(len(os.read(descriptor, 1 << 16)) > 0) or leaked
