# Holds: a thread that keeps writing notes on a model and its layers breaks no description of them.
import sys
import threading

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
sys.setswitchinterval(1e-6)
def scribble():
    while True:
        for module in (model_2c, model_2c[1]):
            for number in range(50):
                vars(module)[f"note_{number}"] = number
            for number in range(50):
                del vars(module)[f"note_{number}"]
threading.Thread(target=scribble, daemon=True).start()
a = sum(range(100_000))
b = sum(range(100_000))
c = sum(range(100_000))
