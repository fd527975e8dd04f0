import torch
import torch.nn as nn
import torch.optim as optim

class Shy(Exception):
    def __str__(self):
        raise RuntimeError("you will never know")
    __repr__ = __str__

class Shouting(Exception):
    def __str__(self):
        return "\x1b[31m" + "A" * 5000 + "\n\n</pre><script>alert(1)</script>"

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
raise Shy()
raise Shouting()
raise Shy() from Shouting()
epochs_2c = 12
