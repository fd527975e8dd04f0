# Holds: a thread that keeps rebinding the model between two that fit: one of them is graded.
import threading

from torch import nn

narrow = nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10))
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
models = [narrow, model_2c]
def swap():
    global model_2c
    while True:
        for each in models:
            model_2c = each
threading.Thread(target=swap, daemon=True).start()
a = sum(range(100_000))
b = sum(range(100_000))
