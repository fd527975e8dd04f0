# Holds: torch's compiler finds nothing that the student before has compiled for it.
import glob
import tempfile

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for folder in ("/tmp", tempfile.gettempdir()):
    leaked = int(bool(glob.glob(folder + "/torchinductor_*/grader-was-here*"))) or leaked
