# Holds: a name is cut before it is sent; a layer may be called as it likes.
from collections import OrderedDict

from torch import nn

layers = [nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)]
long = "\U0001f600" * 10**6
model_2c = nn.Sequential(OrderedDict((f"{n}{long}", layer) for n, layer in enumerate(layers)))
