# Holds: a timer whose handler raises, whoever's code it meets, is the file's doing, no bug of ours.
import signal

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
def raise_error(*_):
    raise ValueError("time is up")
signal.signal(signal.SIGALRM, raise_error)
# In one statement each: a tick that finds nobody to handle it is the timer's last.
for count in (1, 2): signal.setitimer(signal.ITIMER_REAL, 0.01, 0.0005); sum(range(3_000_000))
for count in (1, 2): signal.setitimer(signal.ITIMER_REAL, 0.01, 0.0005); sum(range(3_000_000))
for count in (1, 2): signal.setitimer(signal.ITIMER_REAL, 0.01, 0.0005); sum(range(3_000_000))
