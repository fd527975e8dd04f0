# Holds: a handler that a file installs while the grader calls its factory doesn't reach the grader.
import signal

import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
def raise_error(*_):
    raise ValueError("time is up")
def optimizer_2c(model):
    signal.signal(signal.SIGALRM, raise_error)
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.05)
    sum(range(3_000_000))
    return torch.optim.SGD(model.parameters(), lr=0.5)
