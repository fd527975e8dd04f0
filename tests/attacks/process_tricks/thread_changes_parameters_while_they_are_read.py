# Holds: a layer whose parameters come and go while it is read is no plain layer; nothing breaks.
import sys
import threading

import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
sys.setswitchinterval(1e-6)
held = model_2c[1]._parameters
held["always"] = nn.Parameter(torch.zeros(1))
def flicker():
    while True:
        for number in range(50):
            held[f"extra_{number}"] = held["always"]
        for number in range(50):
            del held[f"extra_{number}"]
threading.Thread(target=flicker, daemon=True).start()
a = sum(range(100_000))
b = sum(range(100_000))
c = sum(range(100_000))
