# Holds: a Linear is trained as torch's own, whatever the file put beneath its forward.
import torch
import torch.nn.functional
from torch import nn

torch.nn.functional.linear = lambda images, weight, bias: torch.zeros(len(images), len(weight))
torch.relu = torch.nn.functional.relu = lambda images, inplace=False: images
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
assert float(model_2c(torch.ones(1, 64)).abs().sum()) == 0
