# Holds: what an error does while its message is read is undone before the grader goes on.
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
class Sly(Exception):
    def __str__(self):
        import builtins
        for name in list(vars(builtins)):
            vars(builtins)[name] = None
        return "sly"
raise Sly()
