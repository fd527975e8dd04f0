# Holds: open files, pipes, epolls and events end at a limit, and the file goes on.
import os
import select

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
kept = []
for make in (lambda: os.open("/dev/null", 0), os.pipe, select.epoll, lambda: os.eventfd(0)):
    try:
        while len(kept) < 5000:
            kept.append(make())
    except OSError:
        pass
leaked = int(len(kept) >= 1000)
for each in kept:
    if type(each) is int:
        os.close(each)
