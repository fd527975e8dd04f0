# Holds: a student may write where Python looks for modules first (its pair, import_poison, imports as
# the next student).
import os
import tempfile

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for folder in (".", tempfile.gettempdir()):
    for name in ("random.py", "numpy.py", "sitecustomize.py", "grader_was_here.py"):
        try:
            open(os.path.join(folder, name), "w").write("poison = 1\n")
        except OSError:
            pass
