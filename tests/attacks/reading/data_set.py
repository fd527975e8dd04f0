# Holds: the test labels of the data set cannot be read.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for name in ("t10k-labels-idx1-ubyte", "train-labels-idx1-ubyte"):
    try:
        leaked = int(len(open(os.path.join(DATA, "MNIST/raw", name), "rb").read()) > 0) or leaked
    except OSError:
        pass
