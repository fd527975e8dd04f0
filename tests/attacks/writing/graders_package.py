# Holds: the grader's own code cannot be changed.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for name in ("grader_was_here.py", "__init__.py", "scoring.py", "inside_container/run_file.py"):
    try:
        # Nothing is written: that it could be is enough.
        open(os.path.join(GRADER, name), "ab").close()
        leaked = 1
    except OSError:
        pass
