# Holds: a file that waits for a lock that it holds itself is ended.
import threading

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
lock = threading.Lock()
lock.acquire()
lock.acquire()
