# Holds: callbacks of the collector and of weak references raise into the void.
import gc
import sys
import weakref

from torch import nn

class Thing:
    pass
def refuse(*arguments):
    raise ValueError("called back")
gc.callbacks.append(refuse)
gc.set_threshold(1, 1, 1)
sys.unraisablehook = refuse
things = [Thing() for _ in range(100)]
references = [weakref.ref(thing, refuse) for thing in things]
del things
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
