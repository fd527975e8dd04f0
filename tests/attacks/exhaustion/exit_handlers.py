# Holds: what a file leaves to be done at its end, and its threads, are not waited for.
import atexit
import threading
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
atexit.register(time.sleep, 1e6)
threading.Thread(target=time.sleep, args=(1e6,)).start()
