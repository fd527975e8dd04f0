# Holds: folders without any rights, nested deeper than a path may be long, are cleaned up all the same.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
top = os.open(".", os.O_RDONLY)
for depth in range(150):
    name = f"{depth:03}" + "d" * 200
    try:
        os.mkdir(name)
        os.chdir(name)
    except OSError:
        break
for depth in range(20):
    open(f"file-{depth}", "w").close()
for _ in range(depth):
    try:
        os.chmod(".", 0)
        os.chdir("..")
    except OSError:
        break
