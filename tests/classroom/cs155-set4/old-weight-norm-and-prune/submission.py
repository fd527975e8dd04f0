import torch
import torch.nn as nn
import torch.optim as optim

import warnings
import torch.nn.utils.prune as prune
model_2c = nn.Sequential(nn.Flatten(), nn.utils.weight_norm(nn.Linear(784, 100)), nn.ReLU(), nn.Linear(100, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
prune.l1_unstructured(model_2d[1], name="weight", amount=0.5)
