# Holds: a file of its own that never ends being imported is ended.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
open("endless.py", "w").write("while True: pass\n")
import sys

sys.path.insert(0, ".")
import endless
