# Holds: pruning whose hook was taken off afterwards still shows in the parameters.
import torch.nn.utils.prune
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
torch.nn.utils.prune.l1_unstructured(model_2c[1], "weight", amount=0.9)
model_2c[1]._forward_pre_hooks.clear()
