# Holds: KeyboardInterrupts a thousand times a second may end the file; never what came before it.
# Nor does a thread that never ends, or an exit handler that sleeps, then keep the grader waiting.
import _thread
import atexit
import threading
import time

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
def interrupt():
    while True:
        _thread.interrupt_main()
        time.sleep(0.001)
atexit.register(time.sleep, 600)
threading.Thread(target=interrupt).start()
for _ in range(100):
    time.sleep(0.01)
