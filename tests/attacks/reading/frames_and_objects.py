# Holds: whatever can be dug out of the interpreter, no threshold and no points are among it.
import gc
import sys

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
WORDS = {"at_least", "bands", "borderline", "more_seeds", "time_limit_seconds", "max_hidden_units"}
frame = sys._getframe()
while frame is not None:
    found = {name for name in [*frame.f_locals, *frame.f_globals] if type(name) is str}
    leaked = int(bool((found - {"WORDS"}) & WORDS)) or leaked
    frame = frame.f_back
for thing in gc.get_objects():
    if type(thing) is dict:
        leaked = int(bool(WORDS & {key for key in thing if type(key) is str})) or leaked
for name in ("grader.rubric", "grader.scoring", "grader.pipeline", "grader.results"):
    leaked = int(name in sys.modules) or leaked
