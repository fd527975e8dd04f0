# Holds: raise, pthread_kill and killpg are system calls too, and refused.
import os
import signal
import threading

from torch import nn

leaked = 0
for send in (
    lambda: signal.raise_signal(signal.SIGUSR1),
    lambda: signal.pthread_kill(threading.get_ident(), signal.SIGUSR1),
    lambda: os.killpg(0, 0),
):
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    try:
        send()
        leaked = 1
    except OSError:
        pass
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
