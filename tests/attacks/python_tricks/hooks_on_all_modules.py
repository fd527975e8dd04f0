# Holds: a hook on every module there is counts as one on the model.
import torch
from torch import nn
from torch.nn.modules import module

module.register_module_forward_hook(lambda module, images, output: output * 0)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
assert float(model_2c(torch.ones(1, 64)).abs().sum()) == 0
