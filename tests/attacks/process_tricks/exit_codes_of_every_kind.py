# Holds: no exit status stands for a mark. Whoever ends Python keeps what was built until then.
import os
import sys

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
for code in (0, True, -1, 2**40, "full marks", 3.5, [1], object()):
    try:
        sys.exit(code)
    except SystemExit:
        pass
os._exit(77)
model_2c = None
