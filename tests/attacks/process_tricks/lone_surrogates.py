# Holds: half a character, which no UTF-8 can hold, breaks no report: in names or in messages.
from collections import OrderedDict

from torch import nn

half = "\ud83d"
layers = [nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)]
model_2c = nn.Sequential(OrderedDict((half * (n + 1), layer) for n, layer in enumerate(layers)))
globals()[half] = nn.Sequential(nn.ReLU())
raise LookupError(half * 2)
