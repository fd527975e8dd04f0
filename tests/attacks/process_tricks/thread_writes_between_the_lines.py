# Holds: half a line between two of ours spoils what follows, and nothing that came before.
import os
import threading
import time

from torch import nn

def say(line):
    for descriptor in range(3, 1024):
        try:
            os.write(descriptor, line)
        except OSError:
            pass
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
threading.Thread(target=say, args=(b'{"description": {"finished": tr',)).start()
time.sleep(0.3)
model_2c = None
