# Holds: signals that leave no time for anything else end the file, and are no bug of the grader's.
import signal

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
def raise_error(*_):
    raise ValueError("time is up")
signal.signal(signal.SIGALRM, raise_error)
for _ in range(1): signal.setitimer(signal.ITIMER_REAL, 0.000001, 0.000001); sum(range(3_000_000))
a = 1
