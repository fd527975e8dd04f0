# Holds: an exception that a thread throws into the main thread is the file's, not a bug of ours.
import ctypes
import threading
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
main = ctypes.c_ulong(threading.get_ident())
def throw():
    for _ in range(2000):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(main, ctypes.py_object(ValueError))
        time.sleep(0.001)
threading.Thread(target=throw, daemon=True).start()
time.sleep(0.2)
time.sleep(0.2)
time.sleep(0.2)
