# Holds: what the student before left in the temporary folder is gone.
import os
import tempfile

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for folder in (".", "/tmp", "/var/tmp", tempfile.gettempdir()):
    try:
        leaked = int(any("grader-was-here" in name for name in os.listdir(folder))) or leaked
    except OSError:
        pass
    leaked = int(os.path.exists(os.path.join(folder, "grader-was-here-notes"))) or leaked
