# Holds: built-ins replaced one after the other deceive their own file; the model counts.
import builtins

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
builtins.len = lambda value: 0
builtins.id = lambda value: 7
builtins.hasattr = lambda value, name: True
builtins.getattr = lambda value, name, default=None: default
builtins.sorted = builtins.list = builtins.dict = builtins.vars = lambda *a, **k: []
