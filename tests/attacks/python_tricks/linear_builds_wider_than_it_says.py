# Holds: nn.Linear.__init__ patched to build 5000 units where 32 are written is a changed class.
from torch import nn

build = nn.Linear.__init__
def wider(self, inputs, outputs):
    build(self, 5000 if inputs == 32 else inputs, 5000 if outputs == 32 else outputs)
    self.in_features, self.out_features = inputs, outputs
nn.Linear.__init__ = wider
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
