# Holds: another student's file cannot be changed, emptied, renamed or removed.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
actions = [
    lambda: open(OTHER, "w").close(),
    lambda: os.truncate(OTHER, 0),
    lambda: os.rename(OTHER, OTHER + ".grader-was-here"),
    lambda: os.replace(os.path.abspath("nothing"), OTHER),
    lambda: os.unlink(CLASS + "/alice.py"),
    lambda: os.rmdir(DATA + "/MNIST/raw"),
]
for action in actions:
    try:
        action()
        leaked = 1
    except OSError:
        pass
