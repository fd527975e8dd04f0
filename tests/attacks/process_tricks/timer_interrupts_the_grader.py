# Holds: a timer whose handler raises, whoever's code it meets, is the file's doing, no bug of ours.
import signal

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
def raise_error(*_):
    raise ValueError("time is up")
signal.signal(signal.SIGALRM, raise_error)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.0005)
a = sum(range(1_000_000))
b = sum(range(1_000_000))
c = sum(range(1_000_000))
