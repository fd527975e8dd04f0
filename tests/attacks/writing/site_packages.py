# Holds: nothing can be planted that Python runs whenever it starts.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for name in ("grader_was_here.pth", "grader_was_here.py", "grader-was-here.dist-info"):
    try:
        open(os.path.join(SITE_PACKAGES, name), "w").close()
        leaked = 1
    except OSError:
        pass
