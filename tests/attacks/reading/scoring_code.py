# Holds: how points are computed cannot be read or imported.
import importlib

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for name in ("scoring", "pipeline", "rubric", "cli", "training.train"):
    try:
        importlib.import_module("grader." + name)
        leaked = 1
    except (ImportError, OSError):
        pass
    for folder in (GRADER, "/opt/train/grader", "/opt/grader/grader"):
        try:
            path = folder + "/" + name.replace(".", "/") + ".py"
            leaked = int(len(open(path).read()) > 0) or leaked
        except OSError:
            pass
