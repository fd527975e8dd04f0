# Holds: links left in the temporary folder lead nobody who cleans up to other people's files.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
os.mkdir("links")
for number, path in enumerate((OTHER, CLASS, RESULTS, HOME, DATA, RUBRIC, "..", "loop")):
    os.symlink(path, f"links/{number}")
    os.symlink(path, f"grader-was-here-{number}")
for number in range(8):
    try:
        open(f"grader-was-here-{number}/grader-was-here", "a").close()
        leaked = int(number < 6) or leaked
    except OSError:
        pass
