# Holds: the instructor's reference solutions cannot be read.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
try:
    leaked = int("answer" in open(REFERENCE).read())
except OSError:
    pass
for folder in ("reference_solutions", "submissions", "tests"):
    try:
        leaked = int(bool(os.listdir(os.path.join(GRADER, "..", folder)))) or leaked
    except OSError:
        pass
